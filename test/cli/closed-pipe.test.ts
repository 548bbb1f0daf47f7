import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { tolerateClosedPipe } from "../../src/cli/closed-pipe.ts";

const errorOf = (code: string) => Object.assign(new Error(`write ${code}`), { code });

test("a reader that has gone is no error", () => {
  const stream = new EventEmitter();
  tolerateClosedPipe(stream);
  expect(() => stream.emit("error", errorOf("EPIPE"))).not.toThrow();
});

test("a full disk is, unless somebody takes care of it", () => {
  const stream = new EventEmitter();
  tolerateClosedPipe(stream);
  expect(() => stream.emit("error", errorOf("ENOSPC"))).toThrow(/ENOSPC/);
  let seen = "";
  stream.once("error", ({ code }) => {
    seen = code;
  });
  expect(() => stream.emit("error", errorOf("ENOSPC"))).not.toThrow();
  expect(seen).toBe("ENOSPC");
});

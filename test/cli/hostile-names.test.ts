import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { capturedIo } from "./captured-io.ts";

const folder = fileURLToPath(new URL("../fixtures/hostile/", import.meta.url));
const ESCAPE = "\u001b";

/** Characters that a terminal acts on: control characters but the line feed, and marks of direction. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const ACTING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

describe.each(readdirSync(folder))("%s", (name) => {
  const path = `${folder}${name}`;

  test("holds an escape sequence", () => {
    const file = name.startsWith("tfjs") ? `${path}/model.json` : path;
    const content = readFileSync(file).toString("latin1");
    expect(content.includes(ESCAPE) || content.includes("\\u001b")).toBe(true);
  });

  test.each([["inspect"], ["safety", "--data", "emoji", "--limit", "26", "--attacks", "none", "--normalize", "half"]])(
    "%s prints nothing that a terminal acts on",
    async (...command) => {
      const io = capturedIo();
      await main([...command, "--ckpt", path], io);
      expect(io.out() + io.err()).not.toMatch(ACTING);
      expect((io.out() + io.err()).length).toBeGreaterThan(0);
    },
  );
});

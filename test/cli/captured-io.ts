import { Writable } from "node:stream";
import type { Io } from "../../src/cli/io.ts";

/** A process' streams as strings: not a terminal, in CI. */
export function capturedIo(): Io & { out(): string; err(): string } {
  const [stdout, stderr] = [collector(), collector()];
  return { stdout, stderr, env: { CI: "true", NO_COLOR: "1" }, out: stdout.text, err: stderr.text };
}

function collector(): Writable & { text(): string } {
  const parts: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      parts.push(String(chunk));
      done();
    },
  });
  return Object.assign(stream, { text: () => parts.join("") });
}

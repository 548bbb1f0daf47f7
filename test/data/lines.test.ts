import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { linesOf } from "../../src/data/lines.ts";
import { temporaryFolder } from "./temporary-folder.ts";

async function lines(content: string, longest?: number): Promise<string[]> {
  const path = join(await temporaryFolder({ file: content }), "file");
  const found: string[] = [];
  for await (const line of linesOf(path, longest)) found.push(line);
  return found;
}

test.each([
  ["", []],
  ["a", ["a"]],
  ["a\n", ["a"]],
  ["a\nb", ["a", "b"]],
  ["a\r\nb\r\n", ["a", "b"]],
  ["a\rb\r", ["a", "b"]],
  ["\n\na\n", ["", "", "a"]],
  ["a\u2028b", ["a\u2028b"]],
])("lines of %j", async (content, expected) => {
  expect(await lines(content)).toEqual(expected);
});

// A stream hands out 64 KiB at once: line ends and characters of several bytes fall on every place of its borders.
test.each(["\n", "\r\n", "\r"])("pieces of the file do not show, with line ends of %j", async (end) => {
  const expected = Array.from({ length: 4000 }, (_, i) => "äb\u{1F600}".repeat(i % 23));
  expect(await lines(expected.join(end) + end)).toEqual(expected);
});

test("a line longer than the bound is refused by number, with or without an end", async () => {
  expect(await lines("123\n12345\n", 5)).toEqual(["123", "12345"]);
  await expect(lines("123\n123456\n", 5)).rejects.toThrow("line 2: expected at most 5 characters");
  await expect(lines(`123\n${"1".repeat(1_000_000)}`, 5)).rejects.toThrow("line 2: expected at most 5 characters");
});

test.runIf(process.platform !== "win32")("a pipe is not waited for", async () => {
  const folder = await temporaryFolder({});
  execFileSync("mkfifo", [join(folder, "pipe")]);
  await expect(linesOf(join(folder, "pipe")).next()).rejects.toThrow("a pipe");
});

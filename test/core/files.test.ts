import type { FileHandle } from "node:fs/promises";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeAll, writeAtomic } from "../../src/core/files.ts";

/** A file whose system writes at most `most` bytes at a time, and none once `room` is used up. */
function tightFile(most: number, room: number) {
  const content = new Uint8Array(room);
  const file = {
    async write(bytes: Uint8Array, offset: number, length: number, position: number) {
      const bytesWritten = Math.min(most, length, room - position);
      if (bytesWritten <= 0) throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
      content.set(bytes.subarray(offset, offset + bytesWritten), position);
      return { bytesWritten, buffer: bytes };
    },
  };
  return { file: file as unknown as FileHandle, content };
}

test("writes all bytes, however few the system takes at a time", async () => {
  const { file, content } = tightFile(3, 12);
  await writeAll(file, Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]), 4);
  expect([...content]).toEqual([0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

test("a disk that becomes full on the way is an error", async () => {
  const { file } = tightFile(3, 5);
  await expect(writeAll(file, new Uint8Array(8), 0)).rejects.toThrow("ENOSPC");
});

test("a whole file replaces another, and nothing is left beside it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "files-"));
  await writeAtomic(join(folder, "deep", "a.txt"), "first");
  await writeAtomic(join(folder, "deep", "a.txt"), "second");
  expect(await readFile(join(folder, "deep", "a.txt"), "utf8")).toBe("second");
  expect(await readdir(join(folder, "deep"))).toEqual(["a.txt"]);
  await rm(folder, { recursive: true });
});

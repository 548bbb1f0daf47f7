import { execFileSync } from "node:child_process";
import { mkdir, symlink, truncate } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { readBounded, readBoundedIfPresent } from "../../src/core/regular-file.ts";
import { temporaryFolder } from "../data/temporary-folder.ts";

const unix = process.platform !== "win32";

describe("readBounded", () => {
  test("gives all bytes of a file up to the bound", async () => {
    const folder = await temporaryFolder({ file: Uint8Array.of(1, 2, 3, 4) });
    expect([...(await readBounded(join(folder, "file"), { most: 4 }))]).toEqual([1, 2, 3, 4]);
    expect([...(await readBounded(join(folder, "file"), { exactly: 4 }))]).toEqual([1, 2, 3, 4]);
  });

  test("gives nothing of an empty file", async () => {
    const folder = await temporaryFolder({ file: "" });
    expect(await readBounded(join(folder, "file"), { most: 0 })).toHaveLength(0);
  });

  test("refuses other sizes", async () => {
    const folder = await temporaryFolder({ file: "12345" });
    const path = join(folder, "file");
    await expect(readBounded(path, { most: 4 })).rejects.toThrow(`${path}: expected at most 4 bytes, but got 5`);
    await expect(readBounded(path, { exactly: 6 })).rejects.toThrow("expected 6 bytes, but got 5");
    await expect(readBounded(path, { exactly: 4 })).rejects.toThrow("expected 4 bytes, but got 5");
  });

  test("refuses a file of a terabyte before making room for it", async () => {
    const folder = await temporaryFolder({ file: "" });
    await truncate(join(folder, "file"), 2 ** 40);
    await expect(readBounded(join(folder, "file"), { most: 2 ** 20 })).rejects.toThrow(InputError);
  });

  test("says what stands in a file's place", async () => {
    const folder = await temporaryFolder({ file: "" });
    await mkdir(join(folder, "directory"));
    await expect(readBounded(join(folder, "directory"), { most: 9 })).rejects.toThrow(
      "expected a file, but got a folder",
    );
    await expect(readBounded(join(folder, "none"), { most: 9 })).rejects.toThrow("but got no such file");
    await expect(readBounded(join(folder, "file", "inside"), { most: 9 })).rejects.toThrow("but got no such file");
    await expect(readBounded(`${folder}/a\0b`, { most: 9 })).rejects.toThrow(InputError);
  });

  test.runIf(unix)("does not wait for a pipe that nobody writes to", async () => {
    const folder = await temporaryFolder({});
    execFileSync("mkfifo", [join(folder, "pipe")]);
    await expect(readBounded(join(folder, "pipe"), { most: 9 })).rejects.toThrow("but got a pipe");
    await symlink(join(folder, "pipe"), join(folder, "link"));
    await expect(readBounded(join(folder, "link"), { most: 9 })).rejects.toThrow("but got a pipe");
  });

  test.runIf(unix)("does not read a device or a socket", async () => {
    const folder = await temporaryFolder({});
    const server = createServer().listen(join(folder, "socket"));
    onTestFinished(() => void server.close());
    await expect(readBounded("/dev/zero", { most: 9 })).rejects.toThrow("a device or a socket");
    await expect(readBounded(join(folder, "socket"), { most: 9 })).rejects.toThrow("a socket or a device");
  });

  test.runIf(unix)("ends on a link to itself", async () => {
    const folder = await temporaryFolder({});
    await symlink(join(folder, "link"), join(folder, "link"));
    await expect(readBounded(join(folder, "link"), { most: 9 })).rejects.toThrow("links without an end");
  });
});

describe("readBoundedIfPresent", () => {
  test("is silent about a missing file, and about nothing else", async () => {
    const folder = await temporaryFolder({ file: "12" });
    expect(await readBoundedIfPresent(join(folder, "none"), { most: 9 })).toBeUndefined();
    expect(await readBoundedIfPresent(join(folder, "file", "inside"), { most: 9 })).toBeUndefined();
    expect((await readBoundedIfPresent(join(folder, "file"), { most: 9 }))?.toString()).toBe("12");
    await expect(readBoundedIfPresent(join(folder, "file"), { most: 1 })).rejects.toThrow(InputError);
    await expect(readBoundedIfPresent(folder, { most: 9 })).rejects.toThrow("a folder");
  });
});

import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { acquireLock } from "../../src/core/lock.ts";
import { type LockHolder, thisHolder } from "../../src/core/lock-holder.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lock-"));
  path = join(folder, ".lock");
});
afterEach(() => rm(folder, { recursive: true }));

/** Above Linux's largest number of a process: nobody. */
const NOBODY = 4_194_304;

/** Writes the lock of a process that is not this one. */
async function leave(changes: Partial<LockHolder>, minutesAgo = 0): Promise<void> {
  await writeFile(path, JSON.stringify({ ...(await thisHolder()), ...changes }));
  const time = Date.now() / 1000 - 60 * minutesAgo;
  await utimes(path, time, time);
}

describe("a lock", () => {
  test("is held by one at a time, who is named, and leaves nothing behind", async () => {
    const lock = await acquireLock(path);
    await expect(acquireLock(path)).rejects.toThrow(new RegExp(`process ${process.pid} on .* at work`));
    await lock.confirm();
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
    await (await acquireLock(path)).release();
  });

  test("of a process that is gone is taken over", async () => {
    await leave({ pid: NOBODY });
    await (await acquireLock(path)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  test.skipIf(process.platform !== "linux")("of an earlier process with this one's number is taken over", async () => {
    await leave({ started: "1" });
    await (await acquireLock(path)).release();
  });

  test.each([
    ["in another container", { namespace: "pid:[1]", pid: NOBODY }],
    ["on another machine", { host: "elsewhere", pid: NOBODY }],
    ["on this machine before it was started anew", { boot: "another", pid: NOBODY }],
  ])("of a process %s is respected while its file is fresh, whatever runs here", async (_, changes) => {
    await leave(changes, 1);
    await expect(acquireLock(path)).rejects.toThrow(/no other run writing here/);
    await leave(changes, 3);
    await (await acquireLock(path)).release();
  });

  test("that is not of our making is respected too, until it has long been silent", async () => {
    await writeFile(path, "1234");
    await expect(acquireLock(path)).rejects.toThrow("another run");
    await utimes(path, 0, 0);
    await (await acquireLock(path)).release();
  });

  test("that was left behind goes to one of several who find it at the same moment", async () => {
    for (let round = 0; round < 50; round++) {
      await leave({ pid: NOBODY, token: `${round}`.padStart(32, "0") });
      const tried = await Promise.allSettled(Array.from({ length: 4 }, () => acquireLock(path)));
      const taken = tried.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
      expect(taken).toHaveLength(1);
      await taken[0].release();
      expect(await readdir(folder)).toEqual([]);
    }
  });

  test("whose replacement somebody died over is taken over all the same", async () => {
    await leave({ pid: NOBODY, token: "a".repeat(32) });
    const dead = { ...(await thisHolder()), pid: NOBODY };
    await writeFile(`${path}.${"a".repeat(32)}.takeover`, JSON.stringify(dead));
    await (await acquireLock(path)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  test("that was taken away is not confirmed, and is not released over its new holder", async () => {
    const lock = await acquireLock(path);
    await leave({ token: "b".repeat(32) });
    await expect(lock.confirm()).rejects.toThrow(/another run has taken it/);
    await lock.release();
    expect(JSON.parse(await readFile(path, "utf8")).token).toBe("b".repeat(32));
  });
});

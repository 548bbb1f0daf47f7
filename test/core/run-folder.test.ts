import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { temporaryName, writeAtomic } from "../../src/core/files.ts";
import { openRunFolder, requireSameRun } from "../../src/core/run-folder.ts";
import { temporaryFolder } from "../data/temporary-folder.ts";

const nothing = { discard: [] };

test("a folder is made, locked while it is open, and free afterwards", async () => {
  const path = join(await temporaryFolder({}), "deep", "inside");
  const run = await openRunFolder(path, nothing, async () => ({ answer: 42 }));
  expect(run.answer).toBe(42);
  await expect(openRunFolder(path, nothing, async () => ({}))).rejects.toThrow(/no other run writing here/);
  await run.close();
  await (await openRunFolder(path, nothing, async () => ({}))).close();
  expect(await readdir(path)).toEqual([]);
});

test("it is free again where opening failed", async () => {
  const path = await temporaryFolder({});
  const failing = openRunFolder(path, nothing, () => Promise.reject(new Error("unreadable")));
  await expect(failing).rejects.toThrow("unreadable");
  await (await openRunFolder(path, nothing, async () => ({}))).close();
});

test("what a killed process was writing is removed, and nothing else", async () => {
  const path = await temporaryFolder({ "kept.tmp": "", "result.json.tmp": "", "inside/other.1.tmp": "" });
  for (const file of ["result.json", "inside/a.npz", "elsewhere/b.npz"]) {
    await writeAtomic(join(path, file), "whole");
    await writeFile(temporaryName(join(path, file)), "half");
  }
  await (await openRunFolder(path, { discard: [], folders: ["inside", "not-there"] }, async () => ({}))).close();
  const left = (await readdir(path, { recursive: true })).sort();
  expect(left.filter((name) => !/^elsewhere.b\.npz\.\d+-.*\.tmp$/.test(name))).toEqual(
    [
      "elsewhere",
      join("elsewhere", "b.npz"),
      "inside",
      join("inside", "a.npz"),
      join("inside", "other.1.tmp"),
      "kept.tmp",
      "result.json",
      "result.json.tmp",
    ].sort(),
  );
  expect(left).toHaveLength(9);
});

test("what is to be discarded is gone before anything is read", async () => {
  const path = await temporaryFolder({ "old/file": "", "result.json": "", other: "" });
  const discard = ["old", "result.json", "not-there"];
  const run = await openRunFolder(path, { discard }, async () => ({ seen: await readdir(path) }));
  await run.close();
  expect(run.seen.sort()).toEqual([".lock", "other"]);
});

test("a file in the folder's place is said to be one", async () => {
  const path = join(await temporaryFolder({ file: "" }), "file");
  for (const place of [path, join(path, "inside")]) {
    const opening = openRunFolder(place, nothing, async () => ({}));
    await expect(opening).rejects.toThrow("expected a folder to write to, but got a file");
    await expect(opening).rejects.toThrow(InputError);
  }
});

test("another run is refused with both values; a field left undefined is no difference", () => {
  requireSameRun("out", { a: 1 }, { a: 1, b: undefined });
  expect(() => requireSameRun("out", { plan: { seed: 1, p: 0.5 } }, { plan: { seed: 2, p: 0.5 } })).toThrow(
    "out: expected an empty folder, or an earlier run of the same plan, but got a run with plan.seed 1 (now 2). Choose",
  );
});

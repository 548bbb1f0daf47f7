import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { BUNDLED } from "../../src/cli/open-checkpoint.ts";
import { capturedIo } from "./captured-io.ts";

test("in parts on several machines: the same files, and no path of any of them", { timeout: 300_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "ipswap-eval-shards-"));
  const [ckpt] = BUNDLED;
  const options = [
    "--ckpt",
    ckpt,
    "--limit",
    "13",
    "--attacks",
    "none",
    "--corruptions",
    "contrast",
    "--explain",
    "none",
  ];
  expect(await main(["safety", ...options, "--out", join(folder, "whole")], capturedIo())).toBe(0);
  const parts = [1, 2].map((index) => join(folder, `${index}`));
  for (const [i, part] of parts.entries()) {
    expect(await main(["safety", ...options, "--shard", `${i + 1}/2`, "--out", part], capturedIo())).toBe(0);
  }
  expect(await main(["merge", ...parts, "--out", join(folder, "merged")], capturedIo())).toBe(0);
  const text = await readFile(join(folder, "merged", "result.json"), "utf8");
  expect(text).toBe(await readFile(join(folder, "whole", "result.json"), "utf8"));
  expect(text).not.toContain(dirname(ckpt));
  const io = capturedIo();
  expect(await main(["merge", parts[1], "--out", join(folder, "never")], io)).toBe(3);
  expect(io.err()).toContain("of 2 parts these are missing: 1");
  await rm(folder, { recursive: true });
});

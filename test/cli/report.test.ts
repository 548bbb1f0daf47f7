import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { REPORT_FORMATS } from "../../src/report/formats/index.ts";
import { capturedIo } from "./captured-io.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "report-command-"));
  const golden = fileURLToPath(new URL("../fixtures/result/golden.json", import.meta.url));
  await copyFile(golden, join(folder, "result.json"));
});
afterAll(() => rm(folder, { recursive: true }));

async function report(...options: string[]) {
  const io = capturedIo();
  const code = await main(["report", folder, ...options], io);
  return { code, paths: io.out().trim().split("\n"), errors: io.err() };
}

test("writes every format into a folder, the same bytes each time", async () => {
  const all = await report("--format", "all", "-o", join(folder, "once"));
  expect(all.code).toBe(0);
  const again = await report("--format", "all", "-o", join(folder, "twice"));
  expect(again.paths).toHaveLength(all.paths.length);
  expect(all.paths.length).toBeGreaterThanOrEqual(REPORT_FORMATS.length);
  for (const [i, path] of all.paths.entries()) {
    const content = await readFile(path);
    expect(content.length).toBeGreaterThan(0);
    expect(await readFile(again.paths[i])).toEqual(content);
  }
});

test("writes one format where the user says, and the page by default beside the result", async () => {
  const target = join(folder, "comment.md");
  expect((await report("--format", "markdown", "-o", target)).paths).toEqual([target]);
  expect(await readFile(target, "utf8")).toMatch(/^## /);
  expect((await report()).paths).toEqual([join(folder, "report.html")]);
});

test("an unknown format is refused with those that there are", async () => {
  const { code, errors } = await report("--format", "pdf");
  expect(code).toBe(2);
  for (const { id } of REPORT_FORMATS) expect(errors).toContain(id);
});

test("help names every format", async () => {
  const io = capturedIo();
  await main(["report", "--help"], io);
  for (const { id } of REPORT_FORMATS) expect(io.out()).toContain(id);
});

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { explainSchema } from "../../src/result/explain-result.ts";
import { jsonSchemas } from "../../src/result/schemas.ts";
import { capturedIo } from "./captured-io.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "explain-command-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("explains the bundled checkpoints: a table, panels, and a result that its schema describes", {
  timeout: 240_000,
}, async () => {
  const io = capturedIo();
  const figures = ["--figures", "all", "--figure-images", "8"];
  const options = ["--limit", "52", "--examples", "wrong:3", ...figures, "--out", folder];
  expect(await main(["explain", ...options], io)).toBe(0);
  expect(io.out()).toMatch(/hard-label: Grad-CAM at \S+, 8 x 8/);
  const explanation = explainSchema.parse(JSON.parse(await readFile(join(folder, "explain.json"), "utf8")));
  expect(explanation.examples).toHaveLength(3);
  for (const { image, label, answers } of explanation.examples) {
    expect(Buffer.from(image, "base64").subarray(1, 4).toString()).toBe("PNG");
    expect(answers).toHaveLength(2);
    // What the second checkpoint gets wrong has a map for its answer and one for the truth.
    expect(answers[1].top[0].class).not.toBe(label);
    expect(answers[1].maps.map((map) => map.class)).toEqual([answers[1].top[0].class, label]);
    for (const map of answers.flatMap(({ maps }) => maps)) expect(Buffer.from(map.values, "base64")).toHaveLength(64);
  }
  const [{ classAverages }] = explanation.checkpoints;
  expect(classAverages).toHaveLength(26);
  expect(classAverages.reduce((sum, { count }) => sum + count, 0)).toBe(52);
  // The figures that the table shows are those of the file.
  const [mass, road, pointing, sanity] = explanation.figures;
  expect([mass.id, road.id, pointing.id, sanity.id]).toEqual(["superclass-mass", "road", "pointing", "sanity"]);
  expect(road.scores.map(({ count, curve }) => [count, curve?.length])).toEqual([
    [8, 9],
    [8, 9],
  ]);
  expect(pointing.scores.map(({ count }) => count)).toEqual([2, 2]);
  for (const { value } of [mass, road, pointing].flatMap(({ scores }) => scores))
    expect(io.out()).toContain(` ${((value ?? 0) * 100).toFixed(1)} `);
  const validate = new Ajv2020({ strict: false }).compile(jsonSchemas().explanation);
  expect(validate(explanation), JSON.stringify(validate.errors)).toBe(true);
  const png = await readFile(join(folder, "explain.png"));
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  // The same question, the same bytes.
  const again = capturedIo();
  expect(await main(["explain", ...options, "--json"], again)).toBe(0);
  expect(JSON.parse(again.out())).toEqual(JSON.parse(await readFile(join(folder, "explain.json"), "utf8")));
  expect(await readFile(join(folder, "explain.png"))).toEqual(png);
});

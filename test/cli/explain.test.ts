import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { conditionKey } from "../../src/core/condition.ts";
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

describe("under conditions", () => {
  const read = async (name: string) => explainSchema.parse(JSON.parse(await readFile(join(folder, name), "utf8")));

  test("gives the numbers that safety stores of its own conditions", { timeout: 240_000 }, async () => {
    const images = ["--limit", "104", "--seed", "3"];
    const measured = ["--attacks", "fgsm", "--presets", "paper", "--epsilons", "0.01", "--attack-limit", "26"];
    const corrupted = ["--corruptions", "gaussian_noise,contrast", "--out", join(folder, "safety")];
    expect(await main(["safety", ...images, ...measured, ...corrupted, "--explain", "6"], capturedIo())).toBe(0);
    const stored = await read("safety/explain.json");
    const conditions = stored.conditions.map(conditionKey);
    expect(conditions).toEqual(["attack-fgsm-normalized-0.01", "corruption-gaussian_noise-3", "corruption-contrast-3"]);
    const io = capturedIo();
    const options = [
      ...["--examples", stored.examples.map(({ index }) => index).join(","), "--attack-limit", "26"],
      ...["--conditions", "fgsm:0.01:normalized,gaussian_noise:3,contrast:3", "--out", join(folder, "under")],
    ];
    expect(await main(["explain", ...images, ...options], io)).toBe(0);
    const found = await read("under/explain.json");
    expect(found.conditions).toEqual(stored.conditions);
    expect(found.checkpoints.map(({ averagesUnder }) => averagesUnder)).toEqual(
      stored.checkpoints.map(({ averagesUnder }) => averagesUnder),
    );
    const beyond = stored.examples.flatMap(({ index, answers }) => {
      const mine = found.examples.find((example) => example.index === index)!;
      return answers.map(({ topUnder: [attacked, ...others] }, c) => {
        const { topUnder } = mine.answers[c];
        expect(topUnder.slice(1)).toEqual(others);
        // What safety did not attack was attacked now.
        expect(topUnder[0]).toHaveLength(5);
        if (attacked !== null) expect(topUnder[0]).toEqual(attacked);
        return attacked === null;
      });
    });
    expect([...new Set(beyond)].sort()).toEqual([false, true]);
    expect(io.out()).toContain("gaussian_noise, severity 3");
    expect(io.out()).toContain("fgsm, epsilon 0.01 in normalised input");
    // The page of the run shows conditions that the run itself did not have.
    const page = ["--examples", join(folder, "other.json"), "--out", join(folder, "page.html")];
    const fog = {
      ...found,
      conditions: [{ kind: "corruption", id: "fog", severity: 5 }, ...found.conditions.slice(1)],
    };
    await writeFile(join(folder, "other.json"), JSON.stringify(fog));
    expect(await main(["report", join(folder, "safety"), ...page], capturedIo())).toBe(0);
    expect(await readFile(join(folder, "page.html"), "utf8")).toContain("fog, severity 5");
  });

  test.each([
    ["fog", "fog:1 ... fog:5"],
    ["fog:6", "fog:1 ... fog:5"],
    ["fog:3:pixel", "fog:1 ... fog:5"],
    ["fgsm", "fgsm:8/255"],
    ["fgsm:0.1:grey", "fgsm:8/255"],
    ["fgsm:8", "8/255"],
    ["mist:3", "corruption:severity or attack:epsilon"],
  ])("refuses %s and says what there is", async (text, expected) => {
    const io = capturedIo();
    expect(await main(["explain", "--conditions", text], io)).toBe(2);
    expect(io.err()).toContain("--conditions");
    expect(io.err()).toContain(expected);
  });
});

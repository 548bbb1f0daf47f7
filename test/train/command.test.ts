import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { flagOf } from "../../src/cli/flags.ts";
import { main } from "../../src/cli/main.ts";
import { BUNDLED } from "../../src/cli/open-checkpoint.ts";
import { AUGMENTATIONS } from "../../src/train/augmentations/index.ts";
import { METHODS } from "../../src/train/methods/index.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "command-"));
});
afterAll(() => rm(root, { recursive: true }));

async function run(...argv: string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const texts = Promise.all([text(stdout), text(stderr)]);
  const code = await main(argv, { stdout, stderr, env: {} });
  stdout.end();
  stderr.end();
  const [out, err] = await texts;
  return { code, out, err };
}

describe("ipswap-eval train", () => {
  test("help shows every option of every method and augmentation, with its owners and its default", async () => {
    const { code, out } = await run("train", "--help");
    expect(code).toBe(0);
    const flat = out.replace(/\s+/g, " ");
    for (const { id, title, options } of [...METHODS, ...AUGMENTATIONS]) {
      for (const name of Object.keys(options.shape)) expect(flat).toContain(` ${flagOf(name)} <`);
      expect(flat).toContain(` ${id} ${title}`);
    }
    expect(flat).toContain("--p <probability> swap, ipswap: probability that a pair swaps");
    expect(flat).toContain("Options of --augment cutmix: --cutmix-p <probability>");
  });

  test("trains on the embedded set; the result alone is on stdout", async () => {
    const out = join(root, "run");
    const argv = [
      "train",
      "--method",
      "ipswap",
      "--arch",
      "resnet8",
      "--limit",
      "52",
      "--epochs",
      "1",
      "--batch",
      "26",
    ];
    const {
      code,
      out: printed,
      err,
    } = await run(
      ...argv,
      "--out",
      out,
      "--alpha",
      "0.5",
      "--augment",
      "cutout",
      "--label-noise",
      "asymmetric:0.1",
      "--json",
    );
    expect(err).toMatch(/epoch 1\/1 .* test \d/);
    expect(code).toBe(0);
    const result = JSON.parse(printed);
    expect(result.card.training).toMatchObject({
      method: "ipswap",
      labelNoise: "asymmetric 0.1",
      epochs: 1,
      batch: 26,
    });
    expect(result.card.training.augmentation).toEqual({ id: "cutout", options: { cutoutSize: 8 } });
    expect(result.card.training.options).toMatchObject({ alpha: 0.5, gamma: 1, p: [[0, 0.5]], grid: 4 });
    expect(result.card.superclasses.of).toHaveLength(result.card.classes.length);
    expect(JSON.parse(await readFile(join(out, "checkpoint", "card.json"), "utf8"))).toEqual(result.card);
    expect(result.log).toEqual([JSON.parse(await readFile(join(out, "log.jsonl"), "utf8"))]);
  });

  test("lists methods and networks, and says what is missing where nothing is asked for", async () => {
    const listed = await run("train", "--list");
    expect(listed.code).toBe(0);
    for (const { id, source } of METHODS) expect(listed.out).toContain(`   ${id}: ${source}`);
    expect(listed.out).toMatch(/mvitv2-t\s*│?\s*224/);
    const { networks } = JSON.parse((await run("train", "--list", "--json")).out);
    expect(networks).toContainEqual(expect.objectContaining({ id: "resnet18", parameters: 11_220_132 }));
    expect(await run("train", "--method", "hard-label")).toMatchObject({
      code: 2,
      err: expect.stringMatching(/--out/),
    });
    expect(await run("train", "--out", join(root, "no"))).toMatchObject({
      code: 2,
      err: expect.stringMatching(/--method/),
    });
  });

  test("learns from a teacher, and says which", async () => {
    const out = join(root, "student");
    const argv = ["train", "--method", "kd", "--teacher", BUNDLED[0], "--arch", "resnet8", "--limit", "52"];
    const { code, out: printed, err } = await run(...argv, "--epochs", "1", "--batch", "26", "--out", out, "--json");
    expect(err).toMatch(/epoch 1\/1/);
    expect(code).toBe(0);
    const teacher = JSON.parse(await readFile(join(BUNDLED[0], "card.json"), "utf8"));
    expect(JSON.parse(printed).card.training).toMatchObject({
      method: "kd",
      options: { gamma: 0.1, alpha: 0.9, temperature: 4 },
      teacher: { name: "hard-label", sha256: teacher.weights.sha256, architecture: "resnet8" },
    });
  });

  test("starts from a checkpoint's weights and normalisation, with another optimizer and schedule", async () => {
    const out = join(root, "tuned");
    const argv = ["train", "--method", "hard-label", "--init", BUNDLED[0], "--arch", "resnet8", "--limit", "52"];
    const how = ["--optimizer", "adamw", "--lr", "1e-6", "--schedule", "cosine", "--warmup", "1", "--clip-norm", "1"];
    const size = ["--epochs", "1", "--batch", "52", "--decay", "kernels", "--drop-path", "0.1"];
    const { code, out: printed, err } = await run(...argv, ...how, ...size, "--out", out, "--json");
    expect(err).toMatch(/epoch 1\/1/);
    expect(code).toBe(0);
    const source = JSON.parse(await readFile(join(BUNDLED[0], "card.json"), "utf8"));
    const { card } = JSON.parse(printed);
    expect(card.normalization).toEqual(source.normalization);
    expect(card.training).toMatchObject({
      initial: { name: "hard-label", sha256: source.weights.sha256 },
      optimizer: "adamw",
      schedule: "cosine",
      warmup: 1,
      clipNorm: 1,
      decayVectors: false,
      dropPath: 0.1,
    });
    // One step of a millionth: the answers are the source's.
    expect(Math.abs(card.metrics.testAccuracy - source.metrics.testAccuracy)).toBeLessThan(0.05);
  });

  test.each([
    [["--method", "magic"], /--method: expected one of hard-label/],
    [["--method", "hard-label", "--arch", "vgg99"], /--arch: expected one of resnet8/],
    [["--method", "hard-label", "--alpha", "2"], /--alpha: expected no options/],
    [["--method", "swap", "--temperature", "2"], /--temperature: expected one of --p, --grid/],
    [["--method", "ipswap", "--temperature", "warm"], /--temperature: expected number, but got "warm"/],
    [["--method", "swap", "--p", "1.5"], /--p: expected a number in \[0, 1\], incremental, or steps .*, but got 1.5/],
    [["--method", "label-smoothing", "--smoothing", "2"], /--smoothing: expected number to be <=1, but got 2/],
    [["--method", "ipswap", "--augment", "magic"], /--augment: expected one of none, cutout/],
    [["--method", "ipswap", "--cutmix-p", "1"], /--cutmix-p: expected no options/],
    [["--method", "swap", "--augment", "mixup", "--cutmix-p", "1"], /--cutmix-p: expected one of --mix-alpha/],
    [["--method", "kd", "--limit", "52"], /--teacher: expected the checkpoint of a trained network/],
    [["--method", "kd", "--limit", "52", "--teacher", "/no/such/teacher"], /no\/such\/teacher/],
    [["--method", "hard-label", "--limit", "52", "--init", BUNDLED[0], "--arch", "resnet20"], /--arch/],
    [
      ["--method", "hard-label", "--limit", "52", "--init-normalize", "cifar10"],
      /--init-normalize: expected a checkpoint/,
    ],
    [
      ["--method", "hard-label", "--arch", "resnet8", "--limit", "52", "--schedule", "line"],
      /--schedule: expected steps/,
    ],
    [
      ["--method", "hard-label", "--arch", "resnet8", "--optimizer", "adamw", "--nesterov"],
      /--nesterov: expected the optimizer sgd/,
    ],
    [["--method", "hard-label", "--data", "nothing"], /--data: expected the path of a data set, or one of emoji/],
    [["--method", "hard-label", "--label-noise", "much"], /--label-noise: expected a share in \[0, 1\]/],
    [
      ["--method", "ipswap", "--grid", "5", "--arch", "resnet8", "--limit", "52"],
      /--grid: expected patches per side that divide 32/,
    ],
  ])("%j is refused with exit code 2", async (argv, reason) => {
    const { code, err } = await run("train", ...argv, "--out", join(root, "refused"));
    expect(err).toMatch(reason);
    expect(code).toBe(2);
  });
});

import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { attacks, createAttackBatch } from "../../attacks/index.ts";
import type { Classifier, Normalization } from "../../src/core/classifier.ts";
import { toUnit } from "../../src/core/image.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { createClassifier } from "../../src/model/classifier.ts";
import type { Network } from "../../src/model/network.ts";
import { openNetwork } from "../../src/model/open-network.ts";

/**
 * Two third-party checkpoints against what PyTorch makes of them: accuracy under FGSM and I-FGSM on the first 500 test
 * images. IPSWAP_GOLDEN_MODELS names the folder of checkpoints and figures, IPSWAP_GOLDEN_DATA the one of the CIFAR
 * sets (default: the user's cache).
 */
const FOLDER = process.env["IPSWAP_GOLDEN_MODELS"];
const DATA = process.env["IPSWAP_GOLDEN_DATA"] ?? join(homedir(), ".cache", "ipswap-eval");
const COUNT = 500;
/** Two images of 500: rounding turns no more. */
const TOLERANCE = 0.004 + 1e-9;

interface Golden extends Normalization {
  readonly attack: {
    readonly cleanAccuracy: number;
    readonly accuracy: Record<"pixel" | "normalized", Record<"fgsm" | "ifgsm", Record<string, number>>>;
  };
}

if (FOLDER === undefined) {
  process.stderr.write("golden models: skipped, set IPSWAP_GOLDEN_MODELS to the folder with the two checkpoints\n");
}

describe.skipIf(FOLDER === undefined).each([
  { file: "resnet20-12fca82f.th", figures: "resnet20.json", data: "cifar10" },
  { file: "cifar100_resnet20.pth", figures: "cifar100_resnet20.json", data: "cifar100" },
])("$file", ({ file, figures, data }) => {
  const golden = JSON.parse(FOLDER === undefined ? "{}" : readFileSync(join(FOLDER, figures), "utf8")) as Golden;
  let engine: Engine;
  let network: Network;
  let model: Classifier;
  let batch: ReturnType<typeof createAttackBatch>;

  beforeAll(async () => {
    const dataset = await openDataset(`${data}:${DATA}`, { split: "test" });
    engine = await createEngine("onnx");
    network = await openNetwork(join(FOLDER as string, file), {
      normalization: { mean: golden.mean, std: golden.std },
      classes: dataset.classes,
    });
    model = await createClassifier(network, engine, { batch: 125 });
    const indices = Int32Array.from({ length: COUNT }, (_, i) => i);
    batch = createAttackBatch(model, toUnit(await dataset.read(indices)), dataset.labels.slice(0, COUNT));
  });
  afterAll(async () => {
    await model.dispose();
    network.dispose();
    await engine.dispose();
  });

  const accuracyOn = async (images: Float32Array) => {
    const logits = await model.logits(images);
    const right = batch.labels.filter((label, row) => {
      const z = logits.subarray(row * model.classes, (row + 1) * model.classes);
      return z.indexOf(Math.max(...z)) === label;
    });
    return right.length / COUNT;
  };

  test("clean accuracy", async () => {
    const measured = await accuracyOn(batch.images);
    expect(Math.abs(measured - golden.attack.cleanAccuracy)).toBeLessThanOrEqual(TOLERANCE);
  });

  describe.each(["pixel", "normalized"] as const)("%s space", (space) => {
    test.each(["fgsm", "i-fgsm"] as const)("%s", { timeout: 600_000 }, async (id) => {
      const attack = attacks.find((candidate) => candidate.id === id) as (typeof attacks)[number];
      const expected = golden.attack.accuracy[space][id === "fgsm" ? "fgsm" : "ifgsm"];
      const measured: Record<string, number> = {};
      for (const epsilon of Object.keys(expected)) {
        measured[epsilon] = await accuracyOn(await attack.perturb(batch, { epsilon: Number(epsilon), space }));
      }
      process.stdout.write(`${file} ${space} ${id}: ${JSON.stringify(measured)}\n`);
      for (const [epsilon, accuracy] of Object.entries(expected)) {
        expect(Math.abs(measured[epsilon] - accuracy)).toBeLessThanOrEqual(TOLERANCE);
      }
    });
  });
});

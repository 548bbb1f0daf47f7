import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Classifier } from "../../src/core/classifier.ts";
import { toUnit } from "../../src/core/image.ts";
import { decodeNpy } from "../../src/data/npy.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { createEngine, type EngineId } from "../../src/engine/index.ts";
import { createClassifier } from "../../src/model/classifier.ts";
import { openNetwork } from "../../src/model/open-network.ts";

/**
 * Third-party checkpoints with published accuracy, and what PyTorch makes of them. They are not part of this
 * repository: IPSWAP_GOLDEN_MODELS names a folder with the files, IPSWAP_GOLDEN_DATA one with CIFAR's.
 */
const MODELS = process.env["IPSWAP_GOLDEN_MODELS"] ?? "";
const DATA = process.env["IPSWAP_GOLDEN_DATA"] ?? "";
const ENGINE = (process.env["IPSWAP_GOLDEN_ENGINE"] ?? "onnx") as EngineId;
const present = MODELS !== "" && existsSync(join(MODELS, "resnet20.json")) && existsSync(DATA);
if (!present)
  process.stderr.write("golden.test.ts: skipped, IPSWAP_GOLDEN_MODELS and IPSWAP_GOLDEN_DATA are not set\n");

interface Golden {
  readonly mean: [number, number, number];
  readonly std: [number, number, number];
}

const CASES = [
  { file: "resnet20-12fca82f.th", golden: "resnet20", data: "cifar10", top1: 0.9173 },
  { file: "cifar100_resnet20.pth", golden: "cifar100_resnet20", data: "cifar100", top1: 0.6883, top5: 0.9101 },
  { file: "cifar100_resnet20.onnx", golden: "cifar100_resnet20", data: "cifar100", top1: 0.6883, top5: 0.9101 },
] as const;

async function open(file: string, golden: string, use: (classifier: Classifier) => Promise<void>): Promise<void> {
  const { mean, std } = JSON.parse(readFileSync(join(MODELS, `${golden}.json`), "utf8")) as Golden;
  const network = await openNetwork(join(MODELS, file), { normalization: { mean, std } });
  const engine = await createEngine(ENGINE);
  try {
    await use(await createClassifier(network, engine, { batch: 64 }));
  } finally {
    await engine.dispose();
    network.dispose();
  }
}

const npy = (name: string) => Float32Array.from(decodeNpy(readFileSync(join(MODELS, name))).data);

/** Largest absolute difference. */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}

describe.skipIf(!present)("third-party checkpoints agree with PyTorch", () => {
  for (const { file, golden, data } of CASES) {
    test(`${file}: logits and input gradients`, async () => {
      await open(file, golden, async (classifier) => {
        const set = await openDataset(`${data}:${DATA}`, { split: "test" });
        const images = toUnit(await set.read(Array.from({ length: 64 }, (_, i) => i)));
        const logits = distance(await classifier.logits(images), npy(`${golden}.logits64.npy`));
        const { gradient } = await classifier.gradient(images.subarray(0, 8 * 3072), set.labels.subarray(0, 8));
        const slope = distance(gradient, npy(`${golden}.inputgrad8.npy`));
        process.stderr.write(
          `${file}: logits within ${logits.toExponential(1)}, gradients ${slope.toExponential(1)}\n`,
        );
        expect(logits).toBeLessThan(1e-3);
        expect(slope).toBeLessThan(1e-3);
      });
    });
  }
});

describe.skipIf(!present || !process.env["SLOW"])("third-party checkpoints reach their published accuracy", () => {
  for (const { file, golden, data, ...published } of CASES) {
    test(`${file}: all of the test set`, { timeout: 600_000 }, async () => {
      await open(file, golden, async (classifier) => {
        const set = await openDataset(`${data}:${DATA}`, { split: "test" });
        const found = { top1: 0, top5: 0 };
        for (let start = 0; start < set.count; start += 640) {
          const indices = Array.from({ length: Math.min(640, set.count - start) }, (_, i) => start + i);
          const logits = await classifier.logits(toUnit(await set.read(indices)));
          for (const [row, index] of indices.entries()) {
            const scores = logits.subarray(row * classifier.classes, (row + 1) * classifier.classes);
            const above = scores.filter((score) => score > scores[set.labels[index]]).length;
            if (above < 1) found.top1++;
            if (above < 5) found.top5++;
          }
        }
        process.stderr.write(`${file}: top-1 ${found.top1 / set.count}, top-5 ${found.top5 / set.count}\n`);
        expect(found.top1 / set.count).toBeCloseTo(published.top1, 10);
        if ("top5" in published) expect(found.top5 / set.count).toBeCloseTo(published.top5, 10);
      });
    });
  }
});

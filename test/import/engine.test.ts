import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { createEngine } from "../../src/engine/index.ts";
import { importModel } from "../../src/import/import-model.ts";
import { createClassifier } from "../../src/model/classifier.ts";
import { images, type Reference } from "./reference.ts";

const fixture = (name: string) => new URL(`../fixtures/import/${name}`, import.meta.url);
const EXPECTED = JSON.parse(readFileSync(fixture("expected.json"), "utf8")) as Record<string, Reference>;

/** One of each kind in the fast suite. */
const QUICK = ["resnet-option-a.th", "shufflenetv1.pth", "vision-transformer-batch-1.onnx", "efficient-softmax.onnx"];
const names = process.env["SLOW"] ? Object.keys(EXPECTED) : QUICK;

describe("imported models run on the default engine, with gradients", () => {
  for (const name of names) {
    test(name, async () => {
      const { size, logits, gradient, gradientStep, gradientNorm, architecture } = EXPECTED[name];
      const model = await importModel({
        path: name,
        content: gunzipSync(readFileSync(fixture(`${name}.gz`))),
        // Where names and shapes fit several.
        options: architecture === undefined ? {} : { architecture },
      });
      const engine = await createEngine("onnx", 1);
      const network = {
        name,
        sha256: "",
        architecture: model.architecture,
        classes: logits[0].map(String),
        classesStated: true,
        height: size,
        width: size,
        normalization: { mean: [0, 0, 0], std: [1, 1, 1] } as const,
        output: "logits" as const,
        forward: model.forward,
        dispose: model.dispose,
      };
      // Three images in batches of two: the last batch is padded.
      const classifier = await createClassifier(network, engine, { batch: 2 });
      const pair = images(size).dataSync() as Float32Array;
      const three = Float32Array.of(...pair, ...pair.subarray(0, pair.length / 2));
      const found = await classifier.gradient(three, Int32Array.of(0, 1, 0));
      const scale = Math.max(...logits.flat().map(Math.abs));
      [...logits.flat(), ...logits[0]].forEach((value, i) => {
        expect(Math.abs(found.logits[i] - value)).toBeLessThan(2e-4 * scale);
      });
      gradient.forEach((value, i) => {
        expect(Math.abs(found.gradient[i * gradientStep] - value)).toBeLessThan(2e-4 * gradientNorm);
      });
      await engine.dispose();
      model.dispose();
    });
  }
});

import "../../src/engine/reference-backend.ts";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRandom } from "../../src/core/random.ts";
import type { ArchitectureId } from "../../src/model/architectures/ids.ts";
import { findArchitecture } from "../../src/model/architectures/index.ts";
import { toLayersModel } from "../../src/model/layers-model.ts";
import { loadCheckpoint } from "../../src/model/load-checkpoint.ts";
import { saveCheckpoint } from "../../src/model/save-checkpoint.ts";
import type { BoundNetwork } from "../../src/network/bound-network.ts";
import { tensorflowName } from "../../src/network/weight.ts";
import { initialize } from "../../src/train/initialize.ts";
import { tinyCard } from "./tiny.ts";

/** A network whose averages and biases are not those of a new one, so that a forgotten one shows. */
function network(id: ArchitectureId, side: number): BoundNetwork {
  const { network: build, initialization } = findArchitecture(id);
  const bound = initialize(build(3, { height: side, width: side }), createRandom(3), initialization);
  const random = createRandom(4);
  for (const { spec, variable } of bound.weights) {
    if (spec.role === "kernel" || spec.role === "table") continue;
    variable.assign(
      tf.tensor(
        Float32Array.from({ length: variable.size }, () => 0.5 + random.uniform()),
        variable.shape,
      ),
    );
  }
  return bound;
}

const images = (side: number) => tf.randomNormal([2, side, side, 3], 0, 1, "float32", 5);

describe("TensorFlow.js' own layers compute the same", () => {
  const large = process.env["SLOW"] ? (["vgg13-bn", "imagenet-resnet18", "imagenet-mobilenetv2"] as const) : [];
  test.each(["shufflenetv2", "mobilenetv2-x0.5", "mobilenetv2", ...large] as const)("%s", (id) => {
    const side = id.startsWith("imagenet") ? 64 : 16;
    const bound = network(id, side);
    const values = new Map(
      bound.weights.map(({ spec, variable }) => [tensorflowName(spec), variable.dataSync() as Float32Array]),
    );
    const model = toLayersModel(id, bound.layer, { height: side, width: side }, (name) => values.get(name)!)!;
    const input = images(side);
    const [expected, actual] = [bound.forward(input), model.predict(input) as tf.Tensor].map((logits) =>
      logits.dataSync(),
    );
    const scale = Math.max(...expected.map(Math.abs));
    expected.forEach((value, i) => {
      expect(Math.abs(actual[i] - value)).toBeLessThan(1e-5 * scale);
    });
    model.dispose();
    bound.dispose();
  });
});

describe("a network that TensorFlow.js has no layers for", () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "weights-"));
  });
  afterAll(() => rm(root, { recursive: true }));

  test.each(["shufflenetv1-g3", ...(process.env["SLOW"] ? (["mvitv2-t"] as const) : [])] as const)(
    "%s: its checkpoint holds weights alone, and comes back the same",
    async (id) => {
      const bound = network(id, 32);
      const folder = join(root, id);
      const card = { ...tinyCard, architecture: id, input: { height: 32, width: 32 } };
      await saveCheckpoint(folder, bound, card);
      expect(JSON.parse(await readFile(join(folder, "model.json"), "utf8")).modelTopology).toBeNull();
      const again = await loadCheckpoint(folder);
      const input = images(32) as tf.Tensor4D;
      expect(Array.from(again.forward(input).dataSync())).toEqual(Array.from(bound.forward(input).dataSync()));
      again.dispose();

      const file = JSON.parse(await readFile(join(folder, "model.json"), "utf8"));
      await writeFile(join(folder, "model.json"), JSON.stringify({ ...file, modelTopology: { config: {} } }));
      await expect(loadCheckpoint(folder)).rejects.toThrow(/other layers/);
      bound.dispose();
    },
  );
});

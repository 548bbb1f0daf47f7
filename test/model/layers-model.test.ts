import "../../src/engine/reference-backend.ts";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRandom } from "../../src/core/random.ts";
import type { ArchitectureId } from "../../src/model/architectures/ids.ts";
import { findArchitecture } from "../../src/model/architectures/index.ts";
import { weightOfGroup } from "../../src/model/grouped-weights.ts";
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
  test.each(["shufflenetv1-g3", "shufflenetv2", "mobilenetv2-x0.5", "mobilenetv2", ...large] as const)("%s", (id) => {
    const side = id.startsWith("imagenet") ? 64 : 16;
    const bound = network(id, side);
    const values = new Map(
      bound.weights.map(({ spec, variable }) => [tensorflowName(spec), variable.dataSync() as Float32Array]),
    );
    const model = toLayersModel(id, bound.layer, { height: side, width: side }, (name, shape) =>
      weightOfGroup(name, shape, values),
    )!;
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

describe("checkpoints come back the same", () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "weights-"));
  });
  afterAll(() => rm(root, { recursive: true }));

  /** Saves a network, opens it and compares; gives what `model.json` says. */
  async function thereAndBack(architecture: ArchitectureId, bound: BoundNetwork) {
    const folder = join(root, architecture);
    await saveCheckpoint(folder, bound, { ...tinyCard, architecture, input: { height: 32, width: 32 } });
    const again = await loadCheckpoint(folder);
    const input = images(32) as tf.Tensor4D;
    expect(Array.from(again.forward(input).dataSync())).toEqual(Array.from(bound.forward(input).dataSync()));
    again.dispose();
    return { folder, file: JSON.parse(await readFile(join(folder, "model.json"), "utf8")) };
  }

  test("convolutions in groups are one for each group", async () => {
    const bound = network("shufflenetv1-g3", 32);
    const { file } = await thereAndBack("shufflenetv1-g3", bound);
    const layers: { class_name: string; name: string }[] = file.modelTopology.config.layers;
    const groups = layers.filter(({ name }) => /^layer1\.1\.conv1\.group\d$/.test(name));
    expect(groups.map(({ class_name }) => class_name)).toEqual(["Conv2D", "Conv2D", "Conv2D"]);
    bound.dispose();
  });

  test("weights alone are a checkpoint too", async () => {
    const bound = network("shufflenetv2", 32);
    const { folder, file } = await thereAndBack("shufflenetv2", bound);
    await writeFile(join(folder, "model.json"), JSON.stringify({ ...file, modelTopology: null }));
    const again = await loadCheckpoint(folder);
    const input = images(32) as tf.Tensor4D;
    expect(Array.from(again.forward(input).dataSync())).toEqual(Array.from(bound.forward(input).dataSync()));
    again.dispose();
    bound.dispose();
  });

  test("of a network that TensorFlow.js has no layers for, weights alone", { timeout: 120_000 }, async () => {
    const bound = network("mvitv2-t", 32);
    const { folder, file } = await thereAndBack("mvitv2-t", bound);
    expect(file.modelTopology).toBeNull();
    await writeFile(join(folder, "model.json"), JSON.stringify({ ...file, modelTopology: { config: {} } }));
    await expect(loadCheckpoint(folder)).rejects.toThrow(/other layers/);
    bound.dispose();
  });
});

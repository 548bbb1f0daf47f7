import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { createExplainer } from "../../src/explain/explainer.ts";
import { NORMALIZATIONS } from "../../src/import/shared/normalization.ts";
import { bottlenecks } from "../../src/model/bottlenecks.ts";
import type { Network } from "../../src/model/network.ts";
import { openNetwork } from "../../src/model/open-network.ts";
import { listTaps } from "../../src/model/taps.ts";
import { images } from "../import/reference.ts";

const fixture = (name: string) => readFileSync(new URL(`../fixtures/explain/${name}`, import.meta.url));

/** From generate_class_token.py: PyTorch's gradients at the last block's input. */
const expected: { size: number; logits: number[]; maps: number[] } = JSON.parse(
  fixture("class-token.json").toString("utf8"),
);
const imageSize = { height: expected.size, width: expected.size };

let engine: Engine;
let network: Network;
let sample: Float32Array;
beforeAll(async () => {
  engine = await createEngine("onnx", 1);
  const path = join(mkdtempSync(join(tmpdir(), "ipswap-eval-tokens-")), "class-token.onnx");
  writeFileSync(path, gunzipSync(fixture("class-token.onnx.gz")));
  network = await openNetwork(path, { normalization: NORMALIZATIONS.none, imageSize });
  sample = (await images(expected.size).data()) as Float32Array;
});

test.each([undefined, "last-spatial"])("the map is that at the last block's input (layer: %s)", async (layer) => {
  const explainer = await createExplainer(network, engine, { layer, batch: 2, sample });
  expect(explainer).toMatchObject({ method: "grad-cam", height: 4, width: 4 });
  const maps = await explainer.explain(sample, Int32Array.of(0, 1));
  const range = Math.max(...expected.maps) - Math.min(...expected.maps);
  const found = maps.flatMap(({ raw }) => [...raw]);
  expect(found).toHaveLength(expected.maps.length);
  expected.maps.forEach((value, place) => {
    expect(Math.abs(found[place] - value)).toBeLessThan(1e-4 * range);
  });
  await explainer.dispose();
});

test("the last block's output is refused by name, since no gradient reaches its places", async () => {
  const last = listTaps(network).find(({ roles }) => roles.includes("last-spatial"));
  const asked = createExplainer(network, engine, { layer: last?.name, batch: 2, sample });
  await expect(asked).rejects.toThrow(
    /^layer .* of class-token: .*got tokens of which none that stands for a place is read afterwards.*last-spatial/,
  );
});

test("a network through whose places nothing flows back has no such layer, and says so", async () => {
  const blind: Network = {
    ...network,
    name: "blind",
    classes: ["a", "b"],
    forward: (x, hook) => {
      const map = tf.avgPool(x, 2, 2, "same");
      hook?.("map", () => map, true);
      const bright = tf.sum(tf.cast(tf.greater(map, 0), "float32"), [1, 2, 3]);
      return tf.stack([bright, tf.neg(bright)], 1) as tf.Tensor2D;
    },
  };
  const asked = createExplainer(blind, engine, { layer: "last-spatial", batch: 2, sample });
  await expect(asked).rejects.toThrow("layer last-spatial of blind: expected a layer with places in the image");
});

test("bottlenecks are what no shortcut goes around", () => {
  // input -> a -> (b -> c) + a = d -> e; and f beside it, from the input, which the output does not need.
  const forward: Network["forward"] = (x, hook) => {
    const said = <T extends tf.Tensor>(name: string, value: T): T => {
      hook?.(name, () => value, false);
      return value;
    };
    const a = said("a", tf.mul(x, 2));
    const b = said("b", tf.sin(a));
    const c = said("c", tf.cos(b));
    const d = said("d", tf.add(c, a));
    said("f", tf.tan(x));
    const e = said("e", tf.exp(d));
    return tf.sum(e, [1, 2]) as tf.Tensor2D;
  };
  const small = { forward, height: 4, width: 4 };
  expect(bottlenecks(small, listTaps(small)).map(({ name }) => name)).toEqual(["a", "d", "e"]);
});

import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { NORMALIZATIONS } from "../../src/import/shared/normalization.ts";
import { atSize } from "../../src/model/at-size.ts";
import type { Network } from "../../src/model/network.ts";
import { openNetwork } from "../../src/model/open-network.ts";
import { images } from "../import/reference.ts";

function open(name: string, size: number) {
  const path = join(mkdtempSync(join(tmpdir(), "ipswap-eval-size-")), name);
  writeFileSync(path, gunzipSync(readFileSync(new URL(`../fixtures/import/${name}.gz`, import.meta.url))));
  return openNetwork(path, { normalization: NORMALIZATIONS.none, imageSize: { height: size, width: size } });
}

test("a network with global pooling takes larger images", async () => {
  const network = await open("resnet-downsample.pth", 16);
  const larger = atSize(network, { height: 32, width: 32 });
  expect(larger).toMatchObject({ height: 32, width: 32, name: network.name });
  const input = images(32);
  expect(larger.forward(input).shape).toEqual([2, 5]);
  network.dispose();
});

test("one with an embedding for each place does not, and says which size it takes", async () => {
  const network = await open("vision-transformer-dynamic.onnx", 16);
  expect(() => atSize(network, { height: 32, width: 32 })).toThrow(
    "network vision-transformer-dynamic: expected layers that take images of 32 x 32, but got images of 16 x 16 only",
  );
  network.dispose();
});

test("one whose output would have more rows than there are images does not either", () => {
  const flattened: Network = {
    name: "flattened",
    sha256: "0",
    architecture: "none",
    classes: ["a", "b"],
    classesStated: true,
    height: 1,
    width: 1,
    normalization: NORMALIZATIONS.none,
    output: "logits",
    // As PyTorch's view(-1, 3) does to a map that is larger than it was made for.
    forward: (x) => tf.slice(tf.reshape(x, [-1, 3]), [0, 0], [-1, 2]) as tf.Tensor2D,
    dispose() {},
  };
  expect(() => atSize(flattened, { height: 2, width: 2 })).toThrow("an output of shape [8, 2] for 2 images");
});

import { expect, test } from "vitest";
import { findTap } from "../../src/model/find-tap.ts";
import type { Tap, TapRole } from "../../src/model/tap.ts";
import { gridOf } from "../../src/model/token-grid.ts";

const tap = (name: string, ...roles: TapRole[]): Tap => ({ name, kind: "spatial", shape: [2, 2, 1], roles });
const taps = [
  tap("features.0", "stage-1"),
  tap("features.1"),
  tap("layer1.0.conv1"),
  tap("layer1", "stage-2"),
  tap("base/top", "stage-3", "last-spatial"),
  tap("a/twice"),
  tap("b/twice"),
  tap("head", "pooled"),
];
const found = (wanted: string): string => findTap(taps, wanted, "--cam-layer").name;

test("by name and by place", () => {
  expect(found("layer1")).toBe("layer1");
  expect(found("last-spatial")).toBe("base/top");
  expect(found("pooled")).toBe("head");
  expect(["stage-1", "stage-2", "stage-3"].map(found)).toEqual(["features.0", "layer1", "base/top"]);
});

test("a sequence is its last part; a layer inside a model is found by its own name", () => {
  expect(found("features")).toBe("features.1");
  expect(found("top")).toBe("base/top");
});

test("what is not there, or there twice, is refused with what there is", () => {
  // layer1.0 is a block, and the last of its parts that has a name need not be its output.
  expect(() => found("layer1.0")).toThrow(
    '--cam-layer: expected the name of an activation of this network, last-spatial, pooled or stage-1, stage-2, ..., but got "layer1.0". Try features.0, layer1, base/top, head.',
  );
  expect(() => found("twice")).toThrow("Try a/twice, b/twice.");
  expect(() => found("stage-4")).toThrow('"stage-4"');
});

test("grids of tokens", () => {
  // ViT-B/16, DeiT with its second token, DINOv2 with four registers, Swin, and 32 x 64 pixels in patches of 8.
  expect(gridOf(197, { height: 224, width: 224 })).toEqual({ height: 14, width: 14, before: 1 });
  expect(gridOf(198, { height: 224, width: 224 })).toEqual({ height: 14, width: 14, before: 2 });
  expect(gridOf(261, { height: 224, width: 224 })).toEqual({ height: 16, width: 16, before: 5 });
  expect(gridOf(49, { height: 224, width: 224 })).toEqual({ height: 7, width: 7, before: 0 });
  expect(gridOf(32, { height: 32, width: 64 })).toEqual({ height: 4, width: 8, before: 0 });
  expect(gridOf(23, { height: 224, width: 224 })).toBeUndefined();
});

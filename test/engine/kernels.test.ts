import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine, type TensorFunction } from "../../src/engine/index.ts";
import { KERNELS } from "../../src/engine/kernels/index.ts";
import { compare } from "./compare.ts";
import { averaging, dilating, expectAdjoint, resizing } from "./kernel-rows/adjoints.ts";
import { ROWS } from "./kernel-rows/index.ts";

let onnx: Engine;
let cpu: Engine;
const traced = new Set<string>();

beforeAll(async () => {
  onnx = await createEngine("onnx", 1);
  cpu = await createEngine("cpu");
});

describe("every kernel agrees with the JavaScript back end", () => {
  test.each(ROWS)("%s: %s", async (kernel, _title, fn, inputs) => {
    const noting: TensorFunction = (...given) => {
      traced.add(kernel);
      return fn(...given);
    };
    await compare(onnx, cpu, { fn: noting, inputs });
  });

  test.each([...resizing, ...averaging, ...dilating])("$kernel of $title", async (adjoint) => {
    traced.add(adjoint.kernel);
    await expectAdjoint(onnx, adjoint);
  });

  // Where the library's own gradients are wrong or missing, ours take their places.
  test.each([...resizing, ...averaging, ...dilating])("on the JavaScript back end too: $title", async (adjoint) => {
    await expectAdjoint(cpu, adjoint);
  });

  afterAll(() => {
    expect(Object.keys(KERNELS).filter((kernel) => !traced.has(kernel))).toEqual([]);
  });
});

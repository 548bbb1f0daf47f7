import type { Variable } from "@tensorflow/tfjs-core";
import { elementCount } from "../core/element-count.ts";
import type { InputSpec } from "./engine.ts";

/** @throws RangeError where values do not fit the inputs of a compiled function */
export function checkInputs(values: readonly (Float32Array | Int32Array)[], inputs: readonly InputSpec[]): void {
  if (values.length !== inputs.length) {
    throw new RangeError(`the compiled function takes ${inputs.length} inputs, got ${values.length}`);
  }
  inputs.forEach(({ shape, dtype = "float32" }, i) => {
    const given = values[i]!;
    const type = given instanceof Int32Array ? "int32" : "float32";
    if (given.length === elementCount(shape) && type === dtype) return;
    throw new RangeError(
      `input ${i} of the compiled function has shape [${shape}]: expected ${elementCount(shape)} elements of type ` +
        `${dtype}, but got ${given.length} of type ${type}`,
    );
  });
}

/** @throws RangeError where values do not fit its state */
export function checkState(values: readonly Float32Array[], state: readonly Variable[]): void {
  if (values.length !== state.length) {
    throw new RangeError(`the state has ${state.length} variables, got ${values.length}`);
  }
  state.forEach(({ name, size }, i) => {
    if (values[i]!.length === size) return;
    throw new RangeError(`state variable ${name} has ${size} elements, got ${values[i]!.length}`);
  });
}

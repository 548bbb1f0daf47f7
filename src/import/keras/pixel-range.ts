import type { Normalization } from "../../core/classifier.ts";
import { NORMALIZATIONS } from "../shared/normalization.ts";
import type { BoundArgument, KerasCall, KerasGraph } from "./keras-graph.ts";
import type { KerasVariable } from "./keras-weights.ts";
import { operationOf } from "./operations/index.ts";

/** Layers in front of a rescaling that leave the range of pixels as it is. */
const PASSES = /^(InputLayer|Random\w+|Resizing|CenterCrop|ZeroPadding2D|Identity|Dropout|Cast)$/;

/** A factor, or a mean, that only pixels in 0...255 can have. */
const LARGEST_FACTOR = 1 / 50;
const MIN_MEAN = 4;

/**
 * The range of pixels that a model is made for, where its first layer says so: one that divides by 255 or 127.5, or
 * takes off a mean of a hundred, wants pixels in 0...255. Undefined where nothing says.
 */
export function rangeInside(
  { calls }: KerasGraph,
  variablesOf: (call: KerasCall) => readonly KerasVariable[],
): Normalization | undefined {
  let value = -1;
  for (;;) {
    const users = calls.flatMap((call, i) => (call.inputs.some((input) => input.call === value) ? [{ call, i }] : []));
    const [first] = users;
    if (first === undefined || !users.every(({ call }) => call.kind === first.call.kind)) return undefined;
    if (!PASSES.test(first.call.kind)) {
      const wants = users.every(({ call }) => wantsBytes(call, variablesOf(call)));
      return wants ? NORMALIZATIONS["pixels-255"] : undefined;
    }
    value = first.i;
  }
}

function wantsBytes(call: KerasCall, variables: readonly KerasVariable[]): boolean {
  const { kind, module, config, args } = call;
  if (kind === "Rescaling") return numbers(config["scale"]).every((scale) => Math.abs(scale) <= LARGEST_FACTOR);
  if (kind === "Normalization") {
    const given = numbers(config["mean"]);
    const means = given.length > 0 ? given : [...(variables[0]?.values ?? [])];
    return means.some((mean) => mean > MIN_MEAN);
  }
  const name = (operationOf(kind, module, config) ?? (module === undefined ? kind : "")).split(".").at(-1);
  const constant = args.map(constantOf).find((found) => found.length > 0) ?? [];
  if (constant.length === 0) return false;
  if (/^(true_?div(ide)?|divide)$/i.test(name ?? "")) return constant.every((divisor) => divisor >= 1 / LARGEST_FACTOR);
  if (/^(mul|multiply)$/i.test(name ?? "")) return constant.every((factor) => Math.abs(factor) <= LARGEST_FACTOR);
  return /^(sub(tract)?|add|bias_add)$/i.test(name ?? "") && constant.every((mean) => Math.abs(mean) > MIN_MEAN);
}

function numbers(value: unknown): number[] {
  const inside = (value as { config?: { value?: unknown } } | null)?.config?.value ?? value;
  return [inside].flat(8).filter((item) => typeof item === "number");
}

/** Numbers of an argument that is not computed. */
function constantOf(argument: BoundArgument): number[] {
  const inside = (argument as { value?: unknown } | null)?.value ?? argument;
  return [inside as unknown].flat(8).filter((item) => typeof item === "number");
}

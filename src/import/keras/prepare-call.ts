import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/error.ts";
import type { KerasCall } from "./keras-graph.ts";
import { type KerasVariable, takeInTurn } from "./keras-weights.ts";
import { LAYER_RULES } from "./layers/index.ts";
import type { Compute, LayerContext, LayerRule } from "./layers/rule.ts";
import { operationOf, operationRule } from "./operations/index.ts";

/** Where layers that are Keras' own come from. */
const OWN_MODULES = /^(keras|tf_keras|tensorflow\.keras|tensorflow\.python\.keras)(\.|$)/;

/** Classes of others that do nothing outside of training, or are the same everywhere. */
const KNOWN_ELSEWHERE = new Set(["FixedDropout", "LayerScale", "StochasticDepth", "CustomScaleLayer"]);

/** A function that computes one call, its variables taken; it is prepared for the shapes of these inputs. */
export function prepareCall(
  call: KerasCall,
  inputs: readonly tf.Tensor[],
  variables: readonly KerasVariable[],
  path: string,
): Compute {
  const subject = `${path}, layer ${call.path.join("/")} (${call.kind})`;
  const rule = ruleOf(call, subject);
  const first = channelsFirst(call, inputs[0]);
  const shapes = inputs.map(({ shape }, i) => (first && i === 0 ? moved(shape) : shape));
  const [shape = []] = shapes;
  const context: LayerContext = {
    subject,
    config: call.config,
    shapes,
    channels: shape[shape.length - 1],
    rank: shape.length,
    args: call.args,
    options: call.options,
    take: takeInTurn(variables, subject),
  };
  const compute = rule(context);
  return first ? withChannelsLast(compute) : compute;
}

function ruleOf({ kind: registered, module, config }: KerasCall, subject: string): LayerRule {
  const kind = KNOWN_ELSEWHERE.has(registered.replace(/^.*>/, "")) ? registered.replace(/^.*>/, "") : registered;
  const operation = operationOf(kind, module, config);
  if (operation !== undefined) {
    const rule = operationRule(operation);
    if (rule !== undefined) return rule;
    throw refuse(subject, "an operation of ordinary image classifiers", operation);
  }
  if (kind === "Lambda")
    throw refuse(subject, "layers, which are described", "Lambda, which is Python code and is not run");
  const foreign = module !== undefined && !OWN_MODULES.test(module) && !KNOWN_ELSEWHERE.has(kind);
  const known = layerRule(kind, config) ?? (module === undefined ? operationRule(kind) : undefined);
  if (foreign && known !== undefined) throw refuse(subject, "a layer of Keras' own", `${kind} of ${module}`);
  if (known === undefined) throw refuse(subject, "a layer of ordinary image classifiers", kind);
  return known;
}

/** HDF5 files of Keras 3 do not say which class is an operation: those that no layer has the name of are. */
function layerRule(kind: string, config: KerasCall["config"]): LayerRule | undefined {
  if (kind === "Reshape" && config["target_shape"] === undefined) return undefined;
  return Object.hasOwn(LAYER_RULES, kind) ? LAYER_RULES[kind] : undefined;
}

function refuse(subject: string, expected: string, got: string): InputError {
  return new InputError(subject, { expected, got, remedy: "Export the model to ONNX, which may carry it." });
}

/** Layers of images that say where the channels are. */
function channelsFirst({ config }: KerasCall, input: tf.Tensor | undefined): boolean {
  return config["data_format"] === "channels_first" && input?.rank === 4;
}

const moved = ([batch, channels, height, width]: readonly number[]): number[] => [batch, height, width, channels];

function withChannelsLast(compute: Compute): Compute {
  return ([x, ...others]) => {
    const result = compute([tf.transpose(x, [0, 2, 3, 1]), ...others]) as tf.Tensor;
    return result.rank === 4 ? tf.transpose(result, [0, 3, 1, 2]) : result;
  };
}

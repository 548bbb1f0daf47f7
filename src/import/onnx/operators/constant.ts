import * as tf from "@tensorflow/tfjs-core";
import { computed, constant, plain, shapeOf } from "../value.ts";
import { number, numbers, type Rule, type RuleTable, required, unsupported } from "./rule.ts";

const shapeAsConstant: Rule = (inputs, context) => {
  const shape = shapeOf(required(inputs, 0, context));
  const part = shape.slice(number(context, "start", 0), number(context, "end", shape.length));
  return constant(part, [part.length]);
};

const storedConstant: Rule = (_, context) => {
  const { attributes } = context.node;
  const value = attributes.get("value");
  if (typeof value === "object" && "kind" in value) return value;
  const float = attributes.get("value_float");
  const integer = attributes.get("value_int");
  if (typeof float === "number") return constant([float], [], "float");
  if (typeof integer === "number") return constant([integer], []);
  const floats = numbers(context, "value_floats");
  const integers = numbers(context, "value_ints");
  if (floats !== undefined) return constant(floats, [floats.length], "float");
  if (integers !== undefined) return constant(integers, [integers.length]);
  throw unsupported(context, "a constant of another kind");
};

/** Number of ONNX' element types that are not floating-point and stay integers here. */
const INTEGER_TYPES = new Set([2, 3, 4, 5, 6, 7, 12, 13]);
const BOOLEAN_TYPE = 9;
const FLOAT_TYPES = new Set([1, 10, 11, 16]);

const cast: Rule = (inputs, context) => {
  const x = required(inputs, 0, context);
  const to = number(context, "to", 1);
  // Between kinds of floating-point numbers nothing changes: everything is computed in single precision.
  if (x.kind === "constant" && x.type === "float" && FLOAT_TYPES.has(to)) return x;
  const type = INTEGER_TYPES.has(to) ? "int32" : to === BOOLEAN_TYPE ? "bool" : "float32";
  const held = x.kind === "computed" ? x : computed(plain(x));
  return held.tensor.dtype === type ? held : computed(tf.cast(held.tensor, type), held.channelsLast);
};

/** Values that the file or a shape says, and the type that values have. */
export const constantRules = { Shape: shapeAsConstant, Constant: storedConstant, Cast: cast } satisfies RuleTable;

import { InputError } from "../../../core/error.ts";
import type { ElementType } from "../element-type.ts";
import type { PickleDict, PickleStorage, PickleTensor, PickleValue } from "./pickle-value.ts";

/** Storage classes, each standing for the type of its elements. */
export const STORAGE_TYPES: Readonly<Record<string, ElementType>> = {
  "torch.DoubleStorage": "float64",
  "torch.FloatStorage": "float32",
  "torch.HalfStorage": "float16",
  "torch.BFloat16Storage": "bfloat16",
  "torch.LongStorage": "int64",
  "torch.IntStorage": "int32",
  "torch.ShortStorage": "int16",
  "torch.CharStorage": "int8",
  "torch.ByteStorage": "uint8",
  "torch.BoolStorage": "bool",
};

/** What an allowed name makes of its arguments. None of these runs anything from the file. */
type Rebuild = (args: readonly PickleValue[], subject: string) => PickleValue;

const opaque =
  (name: string): Rebuild =>
  () => ({ kind: "opaque", name });

// Not copied: a pickle can apply a name to one list a million times.
const array: Rebuild = ([items]) => (Array.isArray(items) ? items : []);

const tensor: Rebuild = ([storage, offset, shape, strides], subject) => {
  if (!isStorage(storage) || typeof offset !== "number" || !isSizes(shape) || !isSizes(strides)) {
    throw malformed(subject, "a tensor as (storage, offset, size, stride)", "something else");
  }
  if (shape.length !== strides.length) {
    throw malformed(subject, `a stride for each of ${shape.length} dimensions`, `${strides.length}`);
  }
  return { kind: "tensor", storage, offset, shape, strides };
};

/** Python 2 pickles a dictionary as a list of pairs. The list is used up, so that it is not copied time and again. */
const dict: Rebuild = ([pairs]) => {
  const entries: PickleDict = new Map();
  for (const pair of Array.isArray(pairs) ? pairs.splice(0) : []) {
    if (Array.isArray(pair) && pair.length === 2) entries.set(pair[0], pair[1]);
  }
  return entries;
};

/** `func(*args)` of a tensor that carries Python attributes; `func` is one of these names itself. */
const fromType: Rebuild = ([rebuild, , args], subject) => {
  if (!isName(rebuild) || !Array.isArray(args))
    throw malformed(subject, "a tensor's rebuild function", "something else");
  return applyName(rebuild.name, args, subject);
};

/**
 * Every name that a pickle may mention: what state dictionaries need, and the inert records that training scripts
 * commonly store beside them (options, NumPy scalars of the best accuracy), kept only as a placeholder.
 */
const NAMES: Readonly<Record<string, Rebuild>> = {
  "torch._utils._rebuild_tensor_v2": tensor,
  "torch._utils._rebuild_tensor": tensor,
  "torch._utils._rebuild_parameter": ([data]) => data,
  "torch._tensor._rebuild_from_type_v2": fromType,
  "torch.Tensor": opaque("torch.Tensor"),
  "torch.nn.parameter.Parameter": ([data]) => data,
  "torch.Size": array,
  "torch.device": opaque("torch.device"),
  "torch.serialization._get_layout": opaque("torch.layout"),
  "collections.OrderedDict": dict,
  "collections.defaultdict": () => new Map(),
  "builtins.dict": dict,
  "builtins.list": array,
  "builtins.set": array,
  "builtins.int": opaque("int"),
  "builtins.float": opaque("float"),
  "argparse.Namespace": opaque("argparse.Namespace"),
  "_codecs.encode": opaque("bytes"),
  "numpy.dtype": opaque("numpy.dtype"),
  "numpy.ndarray": opaque("numpy.ndarray"),
  "numpy.core.multiarray.scalar": opaque("numpy scalar"),
  "numpy.core.multiarray._reconstruct": opaque("numpy.ndarray"),
  ...Object.fromEntries(Object.keys(STORAGE_TYPES).map((name) => [name, opaque(name)])),
  ...Object.fromEntries(
    ["float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"].map((type) => [
      `torch.${type}`,
      opaque(`torch.${type}`),
    ]),
  ),
};

/** Today's spelling of names that moved between versions of Python and NumPy. */
function canonical(module: string, name: string): string {
  return `${module.replace(/^__builtin__$/, "builtins").replace(/^numpy\._core\./, "numpy.core.")}.${name}`;
}

/**
 * Looks a name up in the list; nothing is imported.
 *
 * @throws InputError for a name that is not in the list, with the name
 */
export function allowedName(module: string, name: string, subject: string): PickleValue {
  const full = canonical(module, name);
  if (!Object.hasOwn(NAMES, full)) {
    throw new InputError(subject, {
      expected: "a state dictionary of tensors",
      got: `a pickle that mentions ${module}.${name}, which is not needed for that and is not loaded`,
      remedy: "Save only the weights: torch.save(model.state_dict(), path).",
    });
  }
  return { kind: "name", name: full };
}

/** Applies an allowed name to its arguments. */
export function applyName(name: string, args: readonly PickleValue[], subject: string): PickleValue {
  return NAMES[name](args, subject);
}

export function isName(value: PickleValue | undefined): value is { kind: "name"; name: string } {
  return isRecord(value) && value.kind === "name";
}

export function isStorage(value: PickleValue | undefined): value is PickleStorage {
  return isRecord(value) && value.kind === "storage";
}

export function isTensor(value: PickleValue | undefined): value is PickleTensor {
  return isRecord(value) && value.kind === "tensor";
}

function isRecord(value: PickleValue | undefined): value is Extract<PickleValue, { kind: string }> {
  return typeof value === "object" && value !== null && "kind" in value;
}

function isSizes(value: PickleValue | undefined): value is number[] {
  return Array.isArray(value) && value.every((size) => typeof size === "number");
}

function malformed(subject: string, expected: string, got: string): InputError {
  return new InputError(subject, { expected, got, remedy: "The file is damaged or was not written by torch.save." });
}

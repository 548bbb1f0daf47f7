import { InputError } from "../../core/error.ts";
import { INERT_NAMES } from "./inert-names.ts";
import type { PickleDict, PickleStorage, PickleTensor, PickleValue, UnreadableTensor } from "./pickle-value.ts";
import { ELEMENT_NAMES, STORAGE_TYPES } from "./storage-types.ts";

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

/** The same for types of elements that have no storage class: the tensor names its type, and its storage is bytes. */
const tensorOfType: Rebuild = (args, subject) => {
  const [storage, , shape] = args;
  const name = args[6];
  const type = isName(name) ? ELEMENT_NAMES[name.name] : undefined;
  if (!isStorage(storage) || type === undefined) {
    throw malformed(subject, "a tensor with its storage and type", "something else");
  }
  if (type.elements === undefined) return { kind: "unreadable", title: type.title, shape: isSizes(shape) ? shape : [] };
  const typed = { ...storage, type, start: 0, count: Math.floor(storage.count / type.bytes) };
  return tensor([typed, ...args.slice(1)], subject);
};

/** Tensors of other layouts. `place` says where among the arguments their size is. */
const otherLayout =
  (title: string, ...place: readonly number[]): Rebuild =>
  (args) => {
    const shape = place.reduce<PickleValue | undefined>(
      (value, at) => (Array.isArray(value) ? value[at] : undefined),
      [...args],
    );
    return { kind: "unreadable", title, shape: isSizes(shape) ? shape : [] };
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
  // A subclass of torch's tensor is rebuilt as one: the function never is this one again.
  if (!isName(rebuild) || NAMES[rebuild.name] === fromType || !Array.isArray(args)) {
    throw malformed(subject, "a tensor's rebuild function", "something else");
  }
  return applyName(rebuild.name, args, subject);
};

/**
 * Every name that a pickle may mention: what state dictionaries need, tensors that are known and cannot be read, and
 * inert records.
 */
const NAMES: Readonly<Record<string, Rebuild>> = {
  ...Object.fromEntries(
    [...INERT_NAMES, ...Object.keys(STORAGE_TYPES), ...Object.keys(ELEMENT_NAMES)].map((name) => [name, opaque(name)]),
  ),
  "torch._utils._rebuild_tensor_v2": tensor,
  "torch._utils._rebuild_tensor_v3": tensorOfType,
  "torch._utils._rebuild_tensor": tensor,
  "torch._utils._rebuild_parameter": ([data]) => data,
  "torch._utils._rebuild_parameter_with_state": ([data]) => data,
  "torch._utils._rebuild_device_tensor_from_cpu_tensor": ([data]) => data,
  "torch._utils._rebuild_qtensor": otherLayout("quantised", 2),
  "torch._utils._rebuild_sparse_tensor": otherLayout("sparse", 1, 2),
  "torch._utils._rebuild_nested_tensor": otherLayout("nested"),
  "torch._utils._rebuild_meta_tensor_no_storage": otherLayout("valueless (meta)", 1),
  "torch._utils._rebuild_device_tensor_from_numpy": otherLayout("TPU's"),
  "torch._tensor._rebuild_from_type_v2": fromType,
  "torch.nn.parameter.Parameter": ([data]) => data,
  "torch.Size": array,
  "collections.OrderedDict": dict,
  "collections.defaultdict": () => new Map(),
  "builtins.dict": dict,
  "builtins.list": array,
  "builtins.set": array,
  "builtins.frozenset": array,
};

/** Today's spelling of names that moved between versions of Python and NumPy. */
function canonical(module: string, name: string): string {
  const now = module
    .replace(/^__builtin__$/, "builtins")
    .replace(/^copy_reg$/, "copyreg")
    .replace(/^numpy\._core\./, "numpy.core.");
  return now === "builtins" && name === "xrange" ? "builtins.range" : `${now}.${name}`;
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
      remedy: module.startsWith("torch.nn.modules.")
        ? "It holds a whole model as an object. Load it where its code is and save the weights: torch.save(model.state_dict(), path)."
        : "Save only the weights: torch.save(model.state_dict(), path).",
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

export function isUnreadable(value: PickleValue | undefined): value is UnreadableTensor {
  return isRecord(value) && value.kind === "unreadable";
}

/** A record of which nothing is kept; whatever is put into it is dropped. */
export function isOpaque(value: PickleValue | undefined): boolean {
  return isRecord(value) && value.kind === "opaque";
}

function isRecord(value: PickleValue | undefined): value is Extract<PickleValue, { kind: string }> {
  return typeof value === "object" && value !== null && "kind" in value;
}

/** Tensors have fewer axes; a longer list is not looked at, and another can hold it a million times. */
const MAX_AXES = 64;

function isSizes(value: PickleValue | undefined): value is number[] {
  return Array.isArray(value) && value.length <= MAX_AXES && value.every((size) => typeof size === "number");
}

function malformed(subject: string, expected: string, got: string): InputError {
  return new InputError(subject, { expected, got, remedy: "The file is damaged or was not written by torch.save." });
}

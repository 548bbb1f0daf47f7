import { InputError } from "../../core/error.ts";
import { canonicalName, type PickleNames } from "../../pickle/pickle-names.ts";
import { isName, type PickleDict, type PickleName, type PickleValue } from "../../pickle/pickle-value.ts";
import { INERT_NAMES } from "./inert-names.ts";
import { isStorage, type PickleStorage } from "./pickled-tensor.ts";
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
  return NAMES[rebuild.name](args, subject);
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

/**
 * Looks a name up in the list; nothing is imported.
 *
 * @throws InputError for a name that is not in the list, with the name
 */
function allowedName(module: string, name: string, subject: string): PickleName {
  const full = canonicalName(module, name);
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

/** Tensors have fewer axes; a longer list is not looked at, and another can hold it a million times. */
const MAX_AXES = 64;

function isSizes(value: PickleValue | undefined): value is number[] {
  return Array.isArray(value) && value.length <= MAX_AXES && value.every((size) => typeof size === "number");
}

function malformed(subject: string, expected: string, got: string): InputError {
  return new InputError(subject, { expected, got, remedy: REMEDY });
}

const REMEDY = "The file is damaged or was not written by torch.save.";

/**
 * What files of torch.save may mention. The attributes of an object are not weights: a state dictionary's own version
 * table, a script's options.
 *
 * @param storages gets every storage that is pointed to, by key
 */
export const torchNames = (storages: Map<string, PickleStorage>): PickleNames => ({
  remedy: REMEDY,
  find: allowedName,
  apply: (name, args, subject) => NAMES[name](args, subject),
  persistent: (id, subject) => {
    const found = storageOf(id, subject);
    storages.set(found.whole.key, found.whole);
    return found.view;
  },
});

/**
 * torch's persistent ids: ("storage", storage class, key, device, element count). Files of before version 0.4 add where
 * a view of the storage begins and how long it is.
 */
function storageOf(id: PickleValue, subject: string): { readonly whole: PickleStorage; readonly view: PickleStorage } {
  const [kind, name, key, , count, view] = Array.isArray(id) ? id : [];
  const [, start, length] = Array.isArray(view) ? view : [null, 0, count];
  const type = isName(name) ? STORAGE_TYPES[name.name] : undefined;
  const sizes = [count, start, length].every(
    (size) => typeof size === "number" && Number.isSafeInteger(size) && size >= 0,
  );
  if (kind !== "storage" || type === undefined || typeof key !== "string" || !sizes) {
    throw malformed(subject, "a pointer to a tensor's storage", "another one");
  }
  const whole: PickleStorage = { kind: "storage", type, key, start: 0, count: count as number };
  return { whole, view: { ...whole, start: start as number, count: length as number } };
}

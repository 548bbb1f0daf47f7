import { InputError } from "../../../core/error.ts";
import { ELEMENT_TYPES } from "../element-type.ts";
import type { Weights } from "../weights.ts";
import { openZip } from "../zip-archive.ts";
import { createByteReader } from "./byte-reader.ts";
import { isStorage } from "./pickle-names.ts";
import type { PickleStorage, PickleValue } from "./pickle-value.ts";
import type { StorageReader } from "./pytorch-tensors.ts";
import { stateDict } from "./state-dict.ts";
import { unpickle } from "./unpickle.ts";

/** First number of the legacy format (torch/serialization.py). */
const LEGACY_MAGIC = 0x1950a86a20f9469cfc6cn;

/** The pickled program is text about tensors, not the tensors: this is 100 times a large network's. */
const MAX_PICKLE_BYTES = 64 * 2 ** 20;

/**
 * Reads what `torch.save` wrote since version 1.6: a zip archive with `<name>/data.pkl` and one entry per storage.
 *
 * @param content the whole file
 */
export async function readPytorchZip(content: Buffer, subject: string): Promise<Weights> {
  const archive = await openZip(content, subject);
  const pickles = archive.names.filter((name) => /(^|\/)data\.pkl$/.test(name));
  if (pickles.length !== 1) {
    throw new InputError(subject, {
      expected: "a zip archive of torch.save, with one data.pkl",
      got: `${pickles.length} of them in ${archive.names.length} entries`,
    });
  }
  if (archive.names.some((name) => /(^|\/)constants\.pkl$/.test(name))) {
    throw new InputError(subject, {
      expected: "a state dictionary",
      got: "a TorchScript program",
      remedy: "Save its weights, torch.save(model.state_dict(), path), or export it to ONNX.",
    });
  }
  const root = pickles[0].slice(0, -"data.pkl".length);
  const order = archive.names.includes(`${root}byteorder`)
    ? archive.read(`${root}byteorder`).toString("latin1")
    : "little";
  if (order !== "little") {
    throw new InputError(subject, { expected: "little-endian tensors", got: `byte order ${order.slice(0, 20)}` });
  }
  if ((archive.size(pickles[0]) ?? 0) > MAX_PICKLE_BYTES) {
    throw new InputError(subject, { expected: `a data.pkl of at most ${MAX_PICKLE_BYTES} bytes`, got: "a larger one" });
  }
  const { value } = unpickle(archive.read(pickles[0]), 0, subject);
  const read: StorageReader = (storage) => {
    const name = `${root}data/${storage.key}`;
    return checkedBlock(archive.read(name), storage, `${subject}, entry ${name}`);
  };
  return stateDict(value, read, subject);
}

/**
 * Reads what `torch.save` wrote before version 1.6: pickles of a magic number, a version, the machine, the content
 * and the storages' keys, then each storage as its element count (64 bits) and its elements.
 *
 * @param content the whole file
 */
export function readPytorchLegacy(content: Buffer, subject: string): Weights {
  const magic = unpickle(content, 0, subject);
  if (magic.value !== LEGACY_MAGIC) {
    throw new InputError(subject, {
      expected: "a file of torch.save",
      got: "a pickle of something else",
      remedy: "Write it with torch.save(model.state_dict(), path).",
    });
  }
  const version = unpickle(content, magic.end, subject);
  const machine = unpickle(content, version.end, subject);
  if (machine.value instanceof Map && machine.value.get("little_endian") === false) {
    throw new InputError(subject, { expected: "little-endian tensors", got: "big-endian ones" });
  }
  const body = unpickle(content, machine.end, subject);
  const keys = unpickle(content, body.end, subject);
  const types = storagesByKey(body.value);
  const blocks = new Map<string, Uint8Array>();
  const reader = createByteReader(content, keys.end, subject);
  for (const key of Array.isArray(keys.value) ? keys.value : []) {
    const storage = types.get(String(key));
    if (storage === undefined) {
      throw new InputError(subject, { expected: "a tensor for each storage", got: `none for storage ${String(key)}` });
    }
    const count = reader.u64();
    blocks.set(storage.key, reader.bytes(count * ELEMENT_TYPES[storage.type].bytes));
  }
  const read: StorageReader = (storage) => {
    const block = blocks.get(storage.key);
    if (block === undefined) {
      throw new InputError(subject, {
        expected: `storage ${storage.key}`,
        got: "none",
        remedy: "The file is damaged.",
      });
    }
    return checkedBlock(block, storage, `${subject}, storage ${storage.key}`);
  };
  return stateDict(body.value, read, subject);
}

function checkedBlock(block: Uint8Array, storage: PickleStorage, subject: string): Uint8Array {
  const expected = storage.count * ELEMENT_TYPES[storage.type].bytes;
  if (block.length < expected) {
    throw new InputError(subject, {
      expected: `${expected} bytes for ${storage.count} elements of ${storage.type}`,
      got: `${block.length}`,
      remedy: "The file is damaged.",
    });
  }
  return block;
}

/** Every storage that tensors anywhere in the value point to. Values may be shared or cyclic: each is seen once. */
function storagesByKey(root: PickleValue): Map<string, PickleStorage> {
  const storages = new Map<string, PickleStorage>();
  const seen = new Set<PickleValue>();
  const waiting: PickleValue[] = [root];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    if (value instanceof Map || Array.isArray(value)) for (const entry of value.values()) waiting.push(entry);
    else if ("kind" in value && value.kind === "tensor") storages.set(value.storage.key, value.storage);
    else if (isStorage(value)) storages.set(value.key, value);
  }
  return storages;
}

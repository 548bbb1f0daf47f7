import { allowanceFor, type Budget, createBudget } from "../../core/budget.ts";
import { InputError } from "../../core/error.ts";
import { openZip } from "../../core/zip-archive.ts";
import { createByteReader } from "../../pickle/byte-reader.ts";
import type { PickleValue } from "../../pickle/pickle-value.ts";
import { unpickle } from "../../pickle/unpickle.ts";
import type { WeightSet } from "../shared/weights.ts";
import { classNamesOf } from "./pickled-class-names.ts";
import type { PickleStorage } from "./pickled-tensor.ts";
import type { StorageReader } from "./pytorch-tensors.ts";
import { weightSets } from "./state-dict.ts";
import { torchNames } from "./torch-names.ts";

/** First number of the legacy format (torch/serialization.py). */
const LEGACY_MAGIC = 0x1950a86a20f9469cfc6cn;

/** The pickled program is text about tensors, not the tensors: this is 100 times a large network's. */
const MAX_PICKLE_BYTES = 64 * 2 ** 20;

/** What a file of torch.save holds. */
export interface PytorchFile {
  /** The one to take first. */
  readonly sets: readonly WeightSet[];
  /** Names of the classes that the training script kept beside them. */
  readonly classNames?: readonly string[];
}

/**
 * Reads what `torch.save` wrote since version 1.6: a zip archive with `<name>/data.pkl` and one entry per storage.
 *
 * @param content the whole file
 */
export async function readPytorchZip(content: Buffer, subject: string): Promise<PytorchFile> {
  const budget = createBudget(subject, allowanceFor(content.length));
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
      remedy:
        "Save its weights, torch.save(model.state_dict(), path), or export it to ONNX: torch.onnx.export(model, args, path).",
    });
  }
  const root = pickles[0].slice(0, -"data.pkl".length);
  const order = archive.names.includes(`${root}byteorder`)
    ? archive.read(`${root}byteorder`).toString("latin1")
    : "little";
  if (order !== "little") {
    throw new InputError(subject, {
      expected: "little-endian tensors",
      got: `byte order ${order.slice(0, 20)}`,
      remedy: "Load and save it again on the machine that it is for.",
    });
  }
  if ((archive.size(pickles[0]) ?? 0) > MAX_PICKLE_BYTES) {
    throw new InputError(subject, { expected: `a data.pkl of at most ${MAX_PICKLE_BYTES} bytes`, got: "a larger one" });
  }
  const { value } = unpickle(archive.read(pickles[0]), 0, subject, budget, torchNames(new Map()));
  const read: StorageReader = (storage) => {
    const name = `${root}data/${storage.key}`;
    return checkedBlock(archive.read(name), storage, `${subject}, entry ${name}`);
  };
  return fileOf(value, read, subject, budget);
}

/**
 * Reads what `torch.save` wrote before version 1.6: pickles of a magic number, a version, the machine, the content
 * and the storages' keys, then each storage as its element count (64 bits) and its elements.
 *
 * @param content the whole file
 */
export function readPytorchLegacy(content: Buffer, subject: string): PytorchFile {
  const budget = createBudget(subject, allowanceFor(content.length));
  const storages = new Map<string, PickleStorage>();
  const names = torchNames(storages);
  const magic = unpickle(content, 0, subject, budget, names);
  if (magic.value !== LEGACY_MAGIC) {
    throw new InputError(subject, {
      expected: "a file of torch.save",
      got: "a pickle of something else",
      remedy: "Write it with torch.save(model.state_dict(), path).",
    });
  }
  const version = unpickle(content, magic.end, subject, budget, names);
  const machine = unpickle(content, version.end, subject, budget, names);
  if (machine.value instanceof Map && machine.value.get("little_endian") === false) {
    throw new InputError(subject, { expected: "little-endian tensors", got: "big-endian ones" });
  }
  storages.clear();
  const body = unpickle(content, machine.end, subject, budget, names);
  const keys = unpickle(content, body.end, subject, budget, torchNames(new Map()));
  const blocks = new Map<string, Uint8Array>();
  const reader = createByteReader(content, keys.end, subject);
  for (const key of Array.isArray(keys.value) ? keys.value : []) {
    const storage = typeof key === "string" ? storages.get(key) : undefined;
    if (storage === undefined) {
      const got = typeof key === "string" ? `none for storage ${key}` : "a key that is no text";
      throw new InputError(subject, { expected: "a tensor for each storage", got });
    }
    const count = reader.u64();
    blocks.set(storage.key, reader.bytes(count * storage.type.bytes));
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
  return fileOf(body.value, read, subject, budget);
}

function fileOf(value: PickleValue, read: StorageReader, subject: string, budget: Budget): PytorchFile {
  // Tensors may share a storage, which is then copied for each of them.
  const counted: StorageReader = (storage, elements) => {
    budget.take(elements * FLOAT32_BYTES);
    return read(storage, elements);
  };
  const classNames = classNamesOf(value);
  return { sets: weightSets(value, counted, subject), ...(classNames && { classNames }) };
}

const FLOAT32_BYTES = 4;

function checkedBlock(block: Uint8Array, { type, start, count }: PickleStorage, subject: string): Uint8Array {
  const expected = (start + count) * type.bytes;
  if (block.length < expected) {
    throw new InputError(subject, {
      expected: `${expected} bytes for ${start + count} elements of ${type.title}`,
      got: `${block.length}`,
      remedy: "The file is damaged.",
    });
  }
  return block;
}

import { allowanceFor, type Budget, createBudget } from "../core/budget.ts";
import { InputError } from "../core/error.ts";
import { latin1 } from "../pickle/latin1.ts";
import { canonicalName, type PickleNames } from "../pickle/pickle-names.ts";
import { isRecord, type PickleDict, type PickleRecord, type PickleValue } from "../pickle/pickle-value.ts";
import { unpickle } from "../pickle/unpickle.ts";
import { toRowMajor } from "./npy.ts";
import { decodeElements, elementBytes, type NpyData, parseDescription } from "./npy-dtype.ts";
import { requireElementCount } from "./npy-header.ts";

/** A pickled dictionary of lists, text and NumPy arrays. */
export interface PickledArrays {
  /** @throws InputError where there is no array under the key */
  array(key: string): { readonly shape: readonly number[]; readonly data: NpyData };
  /** A list of whole numbers, or an array of them; undefined where there is nothing under the key. */
  numbers(key: string): ArrayLike<number> | undefined;
  /** A list of text; undefined where there is nothing under the key. */
  texts(key: string): readonly string[] | undefined;
}

/** An array as pickles build it: made empty, then given its state (version, shape, type, Fortran order, elements). */
interface PickledArray extends PickleRecord {
  readonly kind: "array";
  state: readonly PickleValue[];
}

/** A NumPy type: its description, `u1`, then its state, of which the second is the order of bytes. */
interface PickledType extends PickleRecord {
  readonly kind: "dtype";
  readonly description: string;
  order: string;
}

/**
 * Reads a pickled dictionary as CIFAR's python version has them, written by Python 2 or 3 with any NumPy; nothing in it
 * is run.
 *
 * @param content the whole file
 * @throws InputError on a damaged pickle, and on one that mentions a name which such data do not need
 */
export function readPickledArrays(content: Buffer, subject: string): PickledArrays {
  const budget = createBudget(subject, allowanceFor(content.length));
  const { value } = unpickle(content, 0, subject, budget, arrayNames(budget));
  if (!(value instanceof Map)) {
    throw new InputError(subject, { expected: "a pickled dictionary", got: "a pickle of something else" });
  }
  const got = () => `a dictionary of ${[...value.keys()].slice(0, 8).map(textOf).join(", ") || "nothing"}`;
  const at = (key: string) => entry(value, key);
  return {
    array: (key) => {
      const found = at(key);
      if (isArray(found)) return arrayOf(found, `${subject}, ${key}`);
      throw new InputError(subject, { expected: `an array called "${key}"`, got: got() });
    },
    numbers: (key) => {
      const found = at(key);
      if (found === undefined) return undefined;
      if (isArray(found)) return arrayOf(found, `${subject}, ${key}`).data;
      if (Array.isArray(found) && found.every((label) => typeof label === "number")) return found;
      throw new InputError(`${subject}, ${key}`, { expected: "a list of numbers", got: "something else" });
    },
    texts: (key) => {
      const found = at(key);
      if (found === undefined) return undefined;
      if (Array.isArray(found) && found.every(isText)) return found.map(textOf);
      throw new InputError(`${subject}, ${key}`, { expected: "a list of text", got: "something else" });
    },
  };
}

/** Keys are text, or bytes where a Python 2 dictionary was written again by Python 3. */
function entry(dictionary: PickleDict, key: string): PickleValue | undefined {
  if (dictionary.has(key)) return dictionary.get(key);
  for (const [name, value] of dictionary) if (name instanceof Uint8Array && textOf(name) === key) return value;
  return undefined;
}

const isText = (value: PickleValue): boolean => typeof value === "string" || value instanceof Uint8Array;

const textOf = (value: PickleValue): string =>
  typeof value === "string" ? value : value instanceof Uint8Array ? Buffer.from(value).toString("utf8") : "another key";

/** Python 2 had one type for text and bytes: what is longer than any name is bytes, and is not copied. */
const LONGEST_TEXT = 4096;

const FIXED = [
  "builtins.bytes",
  "collections.OrderedDict",
  "numpy.core.multiarray._reconstruct",
  "numpy.core.numeric._frombuffer",
  "numpy.dtype",
  "numpy.ndarray",
  "_codecs.encode",
] as const;
type Known = (typeof FIXED)[number];

function arrayNames(budget: Budget): PickleNames {
  const make: Readonly<Record<Known, (args: readonly PickleValue[]) => PickleValue>> = {
    "builtins.bytes": () => new Uint8Array(0),
    "collections.OrderedDict": () => new Map(),
    "numpy.core.multiarray._reconstruct": () => ({ kind: "array", state: [] }) as PickledArray,
    "numpy.core.numeric._frombuffer": ([bytes, type, shape, order]) =>
      ({ kind: "array", state: [1, shape, type, order === "F", bytes] }) as PickledArray,
    "numpy.dtype": ([description]) =>
      ({ kind: "dtype", description: typeof description === "string" ? description : "", order: "|" }) as PickledType,
    "numpy.ndarray": () => null,
    // Python 3 writes bytes so for Python 2: as text of as many characters.
    "_codecs.encode": ([text]) => {
      if (typeof text !== "string") return new Uint8Array(0);
      budget.take(text.length);
      return Buffer.from(text, "latin1");
    },
  };
  return {
    remedy: "The file is damaged: download it again.",
    find: (module, name, subject) => {
      const full = canonicalName(module, name);
      if (FIXED.some((known) => known === full)) return { kind: "name", name: full };
      throw new InputError(subject, {
        expected: "a pickle of arrays, lists and text",
        got: `one that mentions ${module}.${name}, which is not loaded`,
        remedy: "Download it again, from where it was published.",
      });
    },
    apply: (name, args) => make[name as Known](args),
    build: (object, state) => {
      if (isArray(object) && Array.isArray(state)) object.state = state;
      if (isType(object) && Array.isArray(state) && typeof state[1] === "string") object.order = state[1];
      return object;
    },
    text: (bytes) => (bytes.length > LONGEST_TEXT ? bytes : latin1(bytes)),
  };
}

const isArray = (value: PickleValue | undefined): value is PickledArray => isRecord(value) && value.kind === "array";
const isType = (value: PickleValue | undefined): value is PickledType => isRecord(value) && value.kind === "dtype";

function arrayOf({ state }: PickledArray, subject: string) {
  const [, shape, type, fortran, elements] = state;
  const bytes = typeof elements === "string" ? Buffer.from(elements, "latin1") : elements;
  const whole =
    isType(type) &&
    Array.isArray(shape) &&
    shape.length <= MAX_AXES &&
    shape.every((size) => typeof size === "number") &&
    bytes instanceof Uint8Array;
  if (!whole) {
    throw new InputError(subject, { expected: "a NumPy array of plain numbers", got: "something else" });
  }
  const sizes = shape as number[];
  const { dtype, littleEndian } = parseDescription(`${type.order === ">" ? ">" : ""}${type.description}`, subject);
  const expected = requireElementCount(sizes, subject) * elementBytes(dtype);
  if (bytes.length !== expected) {
    throw new InputError(subject, {
      expected: `${expected} bytes for shape [${sizes.join(", ")}]`,
      got: `${bytes.length}`,
      remedy: "The file is damaged: download it again.",
    });
  }
  const data = decodeElements(bytes, dtype, littleEndian, subject);
  return { shape: sizes, data: fortran === true ? toRowMajor(data, sizes) : data };
}

const MAX_AXES = 4;

import { MAX_CLASSES } from "../../core/network-bounds.ts";

/** Longest name of a class that is taken for one, characters. */
const LONGEST_NAME = 1000;

/** Keys under which programs keep the names of a network's outputs, the more telling first. */
export const CLASS_NAME_KEYS = [
  "class_names",
  "classNames",
  "classes",
  "CLASSES",
  "id2label",
  "idx_to_class",
  "idx2class",
  "class_to_idx",
  "label2id",
  "labels",
  "label_names",
  "names",
] as const;

/**
 * Names of classes in the order of the outputs, in whatever of the usual forms a program keeps them: a list; names by
 * number; numbers by name.
 *
 * @param value a list, an object or a map, as read from a file; nothing of it is trusted
 * @returns undefined where it is none of these, or numbers are missing
 * @example classNamesIn({ cat: 0, dog: 1 }) // ["cat", "dog"]
 * @example classNamesIn({ 0: "cat", 1: "dog" }) // ["cat", "dog"]
 */
export function classNamesIn(value: unknown): readonly string[] | undefined {
  if (Array.isArray(value))
    return value.length <= MAX_CLASSES && value.every(isName) && value.length > 0 ? value : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  const entries: readonly (readonly [unknown, unknown])[] =
    value instanceof Map ? (value.size <= MAX_CLASSES ? [...value] : []) : Object.entries(value);
  if (entries.length === 0 || entries.length > MAX_CLASSES) return undefined;
  return (
    inOrder(entries.map(([number, name]) => [number, name])) ?? inOrder(entries.map(([name, number]) => [number, name]))
  );
}

/** Names by number, where every number from 0 is there once. */
function inOrder(entries: readonly (readonly [unknown, unknown])[]): readonly string[] | undefined {
  const names: string[] = [];
  for (const [number, name] of entries) {
    const index = typeof number === "string" && /^\d{1,6}$/.test(number) ? Number(number) : number;
    if (!isName(name) || typeof index !== "number" || !Number.isInteger(index)) return undefined;
    if (index < 0 || index >= entries.length || names[index] !== undefined) return undefined;
    names[index] = name;
  }
  return names.length === entries.length ? names : undefined;
}

/**
 * Names of classes in a text of a file's metadata: JSON, Python's notation of a list or a dictionary, or names between
 * commas or on lines.
 *
 * @example classNamesInText("{0: 'cat', 1: 'dog'}") // ["cat", "dog"]
 */
export function classNamesInText(text: string): readonly string[] | undefined {
  const trimmed = text.trim();
  if (trimmed.length > MAX_CLASSES * 100) return undefined;
  if (/^[[{]/.test(trimmed)) return classNamesIn(parsed(trimmed));
  const names = trimmed.split(trimmed.includes("\n") ? /\s*\n\s*/ : /\s*,\s*/);
  return names.length > 1 ? classNamesIn(names) : undefined;
}

/** Names of classes in a file's metadata, which are texts under keys. */
export function classNamesInMetadata(metadata: ReadonlyMap<string, string>): readonly string[] | undefined {
  for (const key of CLASS_NAME_KEYS) {
    const names = classNamesInText(metadata.get(key) ?? "");
    if (names !== undefined) return names;
  }
  return undefined;
}

/** Names of classes in a description that holds them under one of the usual keys. */
export function classNamesUnder(description: unknown): readonly string[] | undefined {
  if (typeof description !== "object" || description === null) return undefined;
  for (const key of CLASS_NAME_KEYS) {
    const names = classNamesIn(Object.getOwnPropertyDescriptor(description, key)?.value);
    if (names !== undefined) return names;
  }
  return undefined;
}

/** What programs write where nobody named the classes. */
const NUMBERED = /^(LABEL|class|Class)[ _]?\d+$/;

/** The first of several lists that names every output, as a model has it: nothing where none does. */
export function namesOf(
  classes: number,
  ...lists: readonly (readonly string[] | undefined)[]
): { readonly classNames?: readonly string[] } {
  const found = lists.find((names) => names?.length === classes && !names.every((name) => NUMBERED.test(name)));
  return found === undefined ? {} : { classNames: found };
}

/** A text of Python: in single or double quotes, with a backslash before what would end it. */
const PYTHON_TEXT = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/gy;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return pythonNotation(text);
  }
}

/** `['cat', 'dog']`, `{0: 'cat', 1: 'dog'}` or `{'cat': 0, 'dog': 1}`. */
function pythonNotation(text: string): unknown {
  const inside = text.slice(1, -1);
  const items: (string | number)[] = [];
  const separators: string[] = [];
  for (let at = 0; at < inside.length; ) {
    const space = /[\s,:]*/y;
    space.lastIndex = at;
    const between = (space.exec(inside) as RegExpExecArray)[0];
    at += between.length;
    if (at >= inside.length) break;
    PYTHON_TEXT.lastIndex = at;
    const quoted = PYTHON_TEXT.exec(inside);
    const number = /\d{1,6}/y;
    number.lastIndex = at;
    const plain = quoted === null ? number.exec(inside) : null;
    if (quoted === null && plain === null) return undefined;
    separators.push(between.trim());
    items.push(plain !== null ? Number(plain[0]) : (quoted?.[1] ?? quoted?.[2] ?? "").replace(/\\(.)/g, "$1"));
    at += (plain ?? quoted)?.[0].length ?? 0;
  }
  if (text.startsWith("[")) return text.endsWith("]") && !separators.includes(":") ? items : undefined;
  if (
    !text.endsWith("}") ||
    items.length % 2 !== 0 ||
    separators.some((separator, i) => (separator === ":") !== (i % 2 === 1))
  )
    return undefined;
  return new Map(Array.from({ length: items.length / 2 }, (_, i) => [items[2 * i], items[2 * i + 1]]));
}

const isName = (value: unknown): value is string =>
  typeof value === "string" && value.length > 0 && value.length <= LONGEST_NAME;

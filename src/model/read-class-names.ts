import { z } from "zod";
import { InputError } from "../core/error.ts";
import { parseJson } from "../core/json.ts";
import { readBounded } from "../core/regular-file.ts";
import { requirePlainName } from "../data/class-names.ts";
import { CLASS_NAME_KEYS, classNamesIn, classNamesInText, classNamesUnder } from "../import/shared/class-names.ts";

/** Most bytes of a list of names: ImageNet's 1,000 take 40,000, the largest heads have some tens of thousands of classes. */
const MAX_BYTES = 8 * 1024 * 1024;

/** One list of names of all outputs, or several, where each has several names. */
type Lists = readonly (readonly string[])[];

/** ImageNet's class index: a WordNet id and a word for each output. */
const classIndexSchema = z.record(z.string(), z.array(z.string()).min(1));

/**
 * Reads the names of a network's outputs, in their order: a name a line (numbered from 0, or behind WordNet ids, where
 * each line is); or a list, names by output or outputs by name, in JSON or Python's notation, itself or under a key that
 * programs use (`id2label`, `labels`, `class_to_idx`, ...).
 *
 * @returns one list of names, or several where each class has several names, such as a WordNet id and a word
 * @throws InputError on anything else, and on names that could steer a terminal
 */
export async function readClassNames(path: string): Promise<Lists> {
  const bytes = await readBounded(path, { most: MAX_BYTES });
  const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
  const lists = /^\s*[[{]/.test(text) ? fromNotation(path, text) : fromLines(text);
  if (lists[0].length < 2) {
    throw new InputError(path, { expected: "the names of at least two classes", got: `${lists[0].length}` });
  }
  for (const name of lists.flat()) requirePlainName(path, name);
  return lists;
}

function fromNotation(path: string, text: string): Lists {
  const plain = classNamesInText(text);
  if (plain !== undefined) return [plain];
  const content = parseJson(text, path);
  const named = classNamesUnder(content);
  if (named !== undefined) return [named];
  const lists = fromClassIndex(content);
  if (lists !== undefined) return lists;
  throw new InputError(path, {
    expected: `a list of names, or names by output number, itself or under one of ${CLASS_NAME_KEYS.join(", ")}`,
    got: "other JSON",
  });
}

function fromClassIndex(content: unknown): Lists | undefined {
  const { data: index } = classIndexSchema.safeParse(content);
  if (index === undefined) return undefined;
  const columns = Math.min(...Object.values(index).map((names) => names.length));
  const lists = Array.from({ length: columns }, (_, column) =>
    classNamesIn(Object.fromEntries(Object.entries(index).map(([output, names]) => [output, names[column]]))),
  );
  return lists.every((list) => list !== undefined) ? lists : undefined;
}

function fromLines(text: string): Lists {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const numbered = lines.map((line) => /^(\d+)[\s,:]+(\S.*)$/.exec(line));
  if (numbered.every((parts, i) => parts !== null && Number(parts[1]) === i)) {
    return [numbered.map((parts) => (parts as RegExpExecArray)[2])];
  }
  const identified = lines.map((line) => /^(n\d{8})[\s,]+(\S.*)$/.exec(line));
  if (identified.every((parts) => parts !== null)) return [1, 2].map((part) => identified.map((parts) => parts[part]));
  return [lines];
}

import { z } from "zod";
import { InputError } from "../core/error.ts";
import { parseJson } from "../core/json.ts";
import { readBounded } from "../core/regular-file.ts";
import { requirePlainName } from "./class-names.ts";

/** Most bytes of a list of names: ImageNet's 1,000 take 40,000, the largest heads have some tens of thousands of classes. */
const MAX_BYTES = 8 * 1024 * 1024;

const name = z.union([z.string(), z.number().transform(String)]);
/** Names of one class: ImageNet's class index has its WordNet id and a word. */
const names = z.union([name.transform((only) => [only]), z.array(name).min(1)]);

const listSchema = z.array(name).transform((list) => list.map((only) => [only]));
/** Output to name, or names: `{"0": "cat"}`, Hugging Face's `id2label`, ImageNet's class index. */
const byOutputSchema = z.record(z.string().regex(/^\d+$/), names).transform((entries, context) => {
  const list = Object.keys(entries).map((_, output) => entries[output]);
  if (list.includes(undefined as never)) context.addIssue("expected the outputs 0, 1, 2 and so on");
  return list;
});
/** Name to output: torchvision's `class_to_idx`, Hugging Face's `label2id`. */
const byNameSchema = z.record(z.string(), z.int().min(0)).transform((entries, context) => {
  const list: string[][] = [];
  for (const [word, output] of Object.entries(entries)) list[output] = [word];
  if (Object.keys(list).length !== list.length || list.length !== Object.keys(entries).length) {
    context.addIssue("expected the outputs 0, 1, 2 and so on, each once");
  }
  return list;
});
const plainSchema = z.union([listSchema, byOutputSchema, byNameSchema]);

/** Keys under which other programs' files keep the names. */
const KEYS = ["id2label", "labels", "classes", "class_names", "names", "class_to_idx", "label2id"];

/**
 * Reads the names of a network's outputs, in their order: a name a line (numbered from 0, or behind WordNet ids, where
 * each line is), a JSON list, or a JSON object in which outputs have names or names have outputs, itself or under a key
 * that other programs use (`id2label`, `labels`, `class_to_idx`, ...).
 *
 * @returns one list of names, or several where each class has several names, such as a WordNet id and a word
 * @throws InputError on anything else, and on names that could steer a terminal
 */
export async function readClassNames(path: string): Promise<readonly (readonly string[])[]> {
  const bytes = await readBounded(path, { most: MAX_BYTES });
  const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
  const classes = /^\s*[[{]/.test(text) ? fromJson(path, text) : fromLines(text);
  if (classes.length < 2) {
    throw new InputError(path, { expected: "the names of at least two classes", got: `${classes.length}` });
  }
  for (const each of classes.flat()) requirePlainName(path, each);
  const columns = Math.min(...classes.map((each) => each.length));
  return Array.from({ length: columns }, (_, column) => classes.map((each) => each[column]));
}

function fromJson(path: string, text: string): readonly (readonly string[])[] {
  const content = parseJson(text, path);
  const holder = content as Readonly<Record<string, unknown>>;
  const key = KEYS.find((known) => typeof content === "object" && Object.hasOwn(holder, known));
  const parsed = plainSchema.safeParse(key === undefined ? content : holder[key]);
  if (parsed.success) return parsed.data;
  throw new InputError(path, {
    expected: `a list of names, or names by output number, itself or under one of ${KEYS.join(", ")}`,
    got: "other JSON",
  });
}

function fromLines(text: string): readonly (readonly string[])[] {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const numbered = lines.map((line) => /^(\d+)[\s,:]+(\S.*)$/.exec(line));
  if (numbered.every((parts, i) => parts !== null && Number(parts[1]) === i)) {
    return numbered.map((parts) => [(parts as RegExpExecArray)[2]]);
  }
  const identified = lines.map((line) => /^(n\d{8})[\s,]+(\S.*)$/.exec(line));
  if (identified.every((parts) => parts !== null)) return identified.map(([, id, words]) => [id, words]);
  return lines.map((line) => [line]);
}

import { basename } from "node:path";
import type { z } from "zod";
import { InputError } from "./error.ts";
import { readBounded } from "./regular-file.ts";

/** What JSON from outside may be. */
export interface JsonBounds {
  /** What to call the right content in errors; default `JSON`. */
  readonly expected?: string;
  readonly remedy?: string;
  /** Longest text, characters; default 2 ** 24. A 101-layer network's topology takes 200,000. */
  readonly most?: number;
  /** Deepest nesting of arrays and objects; default 200. A Keras model inside a model inside a model has 30. */
  readonly depth?: number;
}

/**
 * Most arrays, objects and fields: each takes a few characters in a text and a hundred bytes in memory. A graph of ten
 * thousand nodes has some hundred thousand.
 */
const MOST_PARTS = 4_000_000;
const DEFAULT_LENGTH = 2 ** 24;
const DEFAULT_DEPTH = 200;

/**
 * Parses JSON from outside. Its length, depth and number of parts are checked first: whatever walks the parsed value
 * walks a shallow one, so that no file can overflow the stack, and brackets cannot fill memory.
 *
 * @param subject what to call it in errors
 * @throws InputError on what is too long, nested too deep, made of too many parts, or no JSON
 */
export function parseJson(text: string, subject: string, bounds: JsonBounds = {}): unknown {
  const { expected = "JSON" } = bounds;
  requireBounds(text, subject, bounds);
  const refuse = (got: string, cause?: unknown) => refusal(subject, expected, got, bounds.remedy, cause);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refuse(`text that is not JSON: ${(cause as Error).message}`, cause);
  }
}

/** @throws InputError on a text that is too long, nested too deep or made of too many parts to be parsed */
export function requireBounds(text: string, subject: string, bounds: JsonBounds = {}): void {
  const { expected = "JSON", remedy, most = DEFAULT_LENGTH, depth = DEFAULT_DEPTH } = bounds;
  const refuse = (got: string) => refusal(subject, expected, got, remedy);
  if (text.length > most) throw refuse(`${text.length} characters, where ${most} are the most`);
  const found = structureOf(text, depth);
  if (found.deeper) throw refuse(`arrays and objects nested more than ${depth} deep`);
  if (found.parts > MOST_PARTS) throw refuse(`more than ${MOST_PARTS} arrays, objects and fields`);
}

function refusal(subject: string, expected: string, got: string, remedy?: string, cause?: unknown): InputError {
  return new InputError(subject, { expected, got, ...(remedy !== undefined && { remedy }) }, { cause });
}

/**
 * A value that came from outside, as its schema has it.
 *
 * @throws InputError naming the first field that does not fit
 */
export function checkedJson<Schema extends z.ZodType>(
  value: unknown,
  schema: Schema,
  subject: string,
  { expected = "JSON", remedy }: Pick<JsonBounds, "expected" | "remedy"> = {},
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0];
  const got = `${path.length === 0 ? "" : `${path.join(".")}: `}${message}`;
  throw new InputError(subject, { expected, got, ...(remedy !== undefined && { remedy }) });
}

/** Reads a JSON file and checks it against a schema. */
export async function readJson<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  bounds: JsonBounds = {},
): Promise<z.output<Schema>> {
  const { most = DEFAULT_LENGTH } = bounds;
  const text = (await readBounded(path, { most })).toString("utf8");
  return checkedJson(parseJson(text, path, bounds), schema, path, { expected: basename(path), ...bounds });
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

const COLON = 0x3a;

/** What stands outside of strings: whether brackets nest more than `most` deep, and how many parts there are. */
function structureOf(text: string, most: number): { readonly deeper: boolean; readonly parts: number } {
  let depth = 0;
  let parts = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (inString) {
      if (character === BACKSLASH) i++;
      else if (character === QUOTE) inString = false;
    } else if (character === QUOTE) inString = true;
    else if (character === COLON) parts++;
    else if (character === OPENING_BRACKET || character === OPENING_BRACE) {
      parts++;
      if (++depth > most) return { deeper: true, parts };
    } else if (character === CLOSING_BRACKET || character === CLOSING_BRACE) depth--;
  }
  return { deeper: false, parts };
}

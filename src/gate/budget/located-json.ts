import { type AnyNode, evaluate, parse } from "@humanwhocodes/momoa";
import { InputError } from "../../core/error.ts";
import { requireBounds } from "../../core/json.ts";

/** JSON with the place of each value in its text. */
export interface LocatedJson {
  readonly value: unknown;
  /** `file:line:column` of the value at a path; of the innermost object or list that is there where it is missing. */
  at(path: readonly PropertyKey[]): string;
}

const BOUNDS = { most: 2 ** 20, depth: 20 };

/**
 * Parses JSON that people write, so that what is wrong in it can be pointed at.
 *
 * @param file what to call it
 * @throws InputError with line and column on what is no JSON, and on a name that an object has twice
 */
export function parseLocated(text: string, file: string): LocatedJson {
  requireBounds(text, file, BOUNDS);
  const root = parsed(text, file);
  requireUnique(root, file);
  return {
    value: evaluate(root as Parameters<typeof evaluate>[0]),
    at: (path) => `${file}:${placeOf(descend(root, path))}`,
  };
}

function parsed(text: string, file: string): AnyNode {
  try {
    return parse(text, { mode: "json" }).body;
  } catch (cause) {
    const { message, line, column } = cause as Error & { readonly line?: number; readonly column?: number };
    const at = line === undefined ? file : `${file}:${line}:${column}`;
    throw new InputError(at, { expected: "JSON", got: message.replace(/\s*\(\d+:\d+\)$/, "") }, { cause });
  }
}

/** The node at a path, as far down as there is one. */
function descend(node: AnyNode, path: readonly PropertyKey[]): AnyNode {
  const [step, ...rest] = path;
  if (step === undefined) return node;
  const inner =
    node.type === "Object"
      ? node.members.find(({ name }) => nameOf(name) === step)?.value
      : node.type === "Array"
        ? node.elements[Number(step)]?.value
        : undefined;
  return inner === undefined ? node : descend(inner, rest);
}

function requireUnique(node: AnyNode, file: string): void {
  if (node.type === "Array") for (const { value } of node.elements) requireUnique(value, file);
  if (node.type !== "Object") return;
  const seen = new Set<string>();
  for (const { name, value } of node.members) {
    const word = nameOf(name);
    if (seen.has(word)) {
      throw new InputError(`${file}:${placeOf(name)}`, { expected: "each name once", got: `"${word}" again` });
    }
    seen.add(word);
    requireUnique(value, file);
  }
}

function nameOf(name: AnyNode): string {
  return name.type === "String" ? name.value : name.type === "Identifier" ? name.name : "";
}

function placeOf({ loc }: AnyNode): string {
  return `${loc.start.line}:${loc.start.column}`;
}

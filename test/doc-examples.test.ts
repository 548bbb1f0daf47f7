import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { given } from "./support/doc-examples.ts";

// Every @example of a doc comment runs, with what its file and the four entry points export, and `given` for the rest.
// What stands behind `//` at the end of a line, or on a line of its own below, is the value: an expression, up to a
// colon and why. Numbers are right to four decimals. `throws InputError` is a value too.

const root = fileURLToPath(new URL("..", import.meta.url));
const ENTRIES = ["metrics/index.ts", "corruptions/index.ts", "attacks/index.ts", "src/index.ts"];

interface Example {
  readonly file: string;
  readonly lines: readonly string[];
}

const examples = ["metrics", "corruptions", "attacks", "src", "bench"].flatMap((folder) =>
  readdirSync(posix.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .flatMap((name) => examplesIn(posix.join(folder, name.replaceAll("\\", "/")))),
);

function examplesIn(file: string): Example[] {
  const comments = readFileSync(posix.join(root, file), "utf8").match(/\/\*\*[\s\S]*?\*\//g) ?? [];
  return comments.flatMap((comment) => {
    const text = comment.replace(/\s*\*\/$/, "").replace(/^[ \t]*\* ?/gm, "");
    return [...text.matchAll(/^@example\s([\s\S]*?)(?=^@|^\s*$|$(?![\s\S]))/gm)].map(([, code]) => ({
      file,
      lines: code.trim().split("\n"),
    }));
  });
}

/** An expression and the value that the example says it has. */
const WITH_VALUE = /^(?!const |let |for )(.*?);? \/\/ (.*)$/;

/** The example as the body of a function that calls `check` for each value. */
function bodyOf(lines: readonly string[]): string {
  const statements: string[] = [];
  for (const line of lines) {
    const value = WITH_VALUE.exec(line);
    const alone = /^\/\/ (.*)$/.exec(line);
    if (value !== null) statements.push(`await check(async () => (${value[1]}), ${JSON.stringify(value[2])});`);
    else if (alone === null) statements.push(line);
    else if (statements.length > 0) {
      const expression = (statements.pop() as string).replace(/;$/, "");
      statements.push(`await check(async () => (${expression}), ${JSON.stringify(alone[1])});`);
    }
  }
  return statements.join("\n").replaceAll(" as const", "");
}

async function check(run: () => Promise<unknown>, text: string): Promise<void> {
  const refused = /^throws (\w+)$/.exec(text);
  if (refused !== null) {
    await expect(run()).rejects.toMatchObject({ name: refused[1] });
    return;
  }
  near(await run(), valueIn(text), text);
}

/** The longest beginning up to a colon that is an expression. */
function valueIn(text: string): unknown {
  const ends = [text.length, ...[...text.matchAll(/: /g)].map(({ index }) => index).reverse()];
  for (const end of ends) {
    try {
      return new Function(`return (${text.slice(0, end)});`)();
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof ReferenceError)) throw error;
    }
  }
  throw new Error(`no value: ${text}`);
}

function near(got: unknown, wanted: unknown, text: string): void {
  if (typeof wanted === "number") {
    expect(typeof got, text).toBe("number");
    expect(Math.abs((got as number) - wanted), `${got} is not ${text}`).toBeLessThanOrEqual(5e-5);
  } else if (typeof wanted === "object" && wanted !== null) {
    if (Array.isArray(wanted) || ArrayBuffer.isView(wanted)) {
      expect(Array.from(got as ArrayLike<unknown>), text).toHaveLength(Array.from(wanted as ArrayLike<unknown>).length);
    }
    for (const [key, value] of Object.entries(wanted)) near((got as Record<string, unknown>)[key], value, text);
  } else {
    expect(got, text).toBe(wanted);
  }
}

const importAll = async (file: string) => (await import(posix.join(root, file))) as Record<string, unknown>;
const titled = examples.map(({ file, lines }) => [`${file}: ${lines.at(-1)}`, file, lines] as const);

test("the search finds them", () => {
  expect(examples.length).toBeGreaterThan(80);
  expect(bodyOf(["// Why.", "const x = 1 as const;", "x + 1 // 2: because"])).toBe(
    'const x = 1;\nawait check(async () => (x + 1), "2: because");',
  );
  expect(() => near(0.333, 1 / 3, "1/3")).toThrow();
  expect(() => near([1, 2], [1], "[1]")).toThrow();
});

describe("the @example of", () => {
  test.each(titled)("%s", async (_title, file, lines) => {
    const body = bodyOf(lines);
    const scope: Record<string, unknown> = Object.assign({}, ...(await Promise.all([...ENTRIES, file].map(importAll))));
    for (const [name, make] of Object.entries(given)) {
      if (new RegExp(`\\b${name}\\b`).test(body) && !new RegExp(`const ${name}\\b`).test(body))
        scope[name] ??= await make();
    }
    scope["check"] = check;
    const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
    // What the example itself names hides what has the same name.
    const names = Object.keys(scope).filter((name) => name !== "default");
    await new AsyncFunction(...names, `{ ${body} }`)(...names.map((name) => scope[name]));
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { commands } from "../../src/cli/commands/index.ts";
import { flagOf, inFlags } from "../../src/cli/flags.ts";
import { main } from "../../src/cli/main.ts";
import { capturedIo } from "./captured-io.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FLAGS = commands.flatMap((create) => create(capturedIo()).options.flatMap(({ long }) => long ?? []));

/** Lines of code, comments left out, of all rooms below the command line. */
const LINES = ["src", "metrics", "corruptions", "attacks"]
  .flatMap((room) => readdirSync(join(ROOT, room), { recursive: true }).map((file) => `${room}/${file}`))
  .filter((file) => file.endsWith(".ts") && !file.startsWith("src/cli/"))
  .flatMap((file) =>
    readFileSync(join(ROOT, file), "utf8")
      .split("\n")
      .filter((line) => !/^\s*(\*|\/\*|\/\/)/.test(line))
      .map((line) => `${file}: ${line}`),
  );

test("a parameter in backquotes becomes its option, other text stays", () => {
  expect(inFlags("`attackLimit`: give `imageSize` or `normalization`, see `tar -x` and `Tar`")).toBe(
    "--attack-limit: give --image-size or --normalize, see `tar -x` and `Tar`",
  );
});

test("every parameter that a message names has an option", () => {
  const named = LINES.flatMap((line) =>
    [...line.matchAll(/(?<=".*|\\)`([a-z][A-Za-z0-9]*)\\?`/g)].map(([, parameter]) => parameter),
  );
  expect(named).toEqual(expect.arrayContaining(["imageSize", "normalization"]));
  expect(named.filter((parameter) => !FLAGS.includes(flagOf(parameter)))).toEqual([]);
});

test("no message below the command line names an option", () => {
  const named = new RegExp(`["'\` (](${FLAGS.join("|")})(?![\\w-])`);
  // A whole command line, which begins with a program, is an instruction and no parameter.
  const instruction = /ipswap-eval \w+|tf2onnx|npm install/;
  expect(LINES.filter((line) => named.test(line) && !instruction.test(line))).toEqual([]);
});

test("the program prints the option", async () => {
  const io = capturedIo();
  expect(await main(["safety", "--image-size", "31"], io)).toBe(2);
  expect(io.err()).toMatch(/^ipswap-eval: --image-size: expected 32, the size of emoji/);
});

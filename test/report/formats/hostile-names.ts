import { readFileSync } from "node:fs";
import { parseResult } from "../../../src/result/read-result.ts";
import type { Result } from "../../../src/result/safety-result.ts";

/** A result of the bundled checkpoints, as `safety` wrote it. */
export const golden: Result = parseResult(
  JSON.parse(readFileSync(new URL("../../fixtures/result/golden.json", import.meta.url), "utf8")),
  "golden.json",
);

/** Names that mean something to one format or another. */
export const HOSTILE: readonly string[] = [
  `=cmd|'/C calc'!A0`,
  "+1",
  "-2+3",
  "@octocat #1 GH-1 user/repo#2",
  "| a | b |\n| - | - |",
  "[x](javascript:alert(1)) ![i](http://e.example/i.png) <http://e.example> www.e.example https://e.example e@e.example",
  "<img src=x onerror=alert(1)></code></details><script>alert(1)</script>",
  "`code` ``more`` **bold** _em_ ~~gone~~ # head",
  "1. one\n- two\n> three\n```\nfour",
  "\\input{/etc/passwd} $x^2$ %c & _u_ ~ {} } \\\\ \\end{table} ^^41",
  "---\nmodel-index: []\n...",
  "key: [value, {a: b}] # c",
  "\u202egnp.exe\u001b[2J\u0000",
  '"quoted", twice ""',
  "../../etc/passwd",
  "猫 é ✓ 🦊",
  "",
  "x".repeat(10_000),
];

/** The golden result with these names wherever it holds some from outside. */
export function hostileResult(name: string): Result {
  const other = `${name} (other)`;
  const rename = (from: string) => (from === golden.checkpoints[0].name ? name : other);
  return {
    ...golden,
    command: name,
    data: { ...golden.data, name, notes: [name], classes: golden.data.classes.map((_, i) => `${name} ${i}`) },
    checkpoints: golden.checkpoints.map((checkpoint) => ({
      ...checkpoint,
      name: rename(checkpoint.name),
      architecture: name,
      notes: [name],
      reliability: { ...checkpoint.reliability, gradientUnavailable: name },
    })),
    comparisons: golden.comparisons.map((comparison) => ({ ...comparison, baseline: name, candidate: other })),
  };
}

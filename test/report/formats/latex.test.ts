import { describe, expect, test } from "vitest";
import { latex } from "../../../src/report/formats/latex.ts";
import type { Result } from "../../../src/result/safety-result.ts";
import { explanation, roadFigure } from "../html/golden-page.ts";
import { golden, HOSTILE, hostileResult } from "./hostile-names.ts";

async function written(result: Result): Promise<string> {
  const [{ content }] = await latex.write({ result });
  return content as string;
}

/** The cells of each row of each table. */
const tablesOf = (text: string) =>
  [...text.matchAll(/\\toprule(.*?)\\bottomrule/gs)].map(([, body]) =>
    body
      .split("\\\\\n")
      .map((row) => row.replace(/\\midrule/g, "").trim())
      .filter((row) => row !== "")
      .map((row) => row.split("&").map((cell) => cell.trim())),
  );

test("the main table has the paper's columns, percent and thousandths", async () => {
  const [[head, first, second]] = tablesOf(await written(golden));
  expect(head.slice(0, 6)).toEqual(["", "Accuracy", "AURC", "FPR95", "ECE", "Brier"]);
  expect(head.slice(-1)).toEqual(["corrupted"]);
  const [{ values }] = golden.checkpoints[0].measurements;
  const of = (id: string) => values[id] as number;
  expect(first.slice(0, 6)).toEqual([
    "hard{-}label",
    `$${(of("accuracy") * 100).toFixed(1)}$`,
    `$${(of("aurc") * 1000).toFixed(1)}$`,
    `$${(of("fpr95") * 100).toFixed(1)}$`,
    `$${(of("ece") * 100).toFixed(1)}$`,
    `$${(of("brier") * 100).toFixed(1)}$`,
  ]);
  expect(second[0]).toBe("ipswap");
  // The attacks in the paper's space and at an epsilon of its table: 0.01 in normalised input.
  const on = { kind: "attack", id: "fgsm", space: "normalized", epsilon: 0.01 };
  const fgsm = golden.checkpoints[0].measurements.find(
    ({ condition }) => JSON.stringify(condition) === JSON.stringify(on),
  );
  expect(first[6]).toBe(`$${((fgsm?.values["accuracy"] ?? 0) * 100).toFixed(1)}$`);
});

test("corruptions are errors, the mean over severities, as in the paper", async () => {
  const tables = tablesOf(await written(golden));
  const [head, first] = tables[tables.length - 1];
  expect(head[1]).toBe("Fog");
  const fog = golden.checkpoints[0].measurements.filter(({ condition }) => condition.kind === "corruption");
  const mean = fog.reduce((sum, { values }) => sum + (values["accuracy"] ?? 0), 0) / fog.length;
  expect(first[1]).toBe(`$${((1 - mean) * 100).toFixed(1)}$`);
});

test("a star where the paired interval excludes zero", async () => {
  const [comparison] = golden.comparisons;
  const differences = comparison.differences.map((difference, i) =>
    i === 0 ? { ...difference, interval: [-0.15, -0.05] as const } : difference,
  );
  const text = await written({ ...golden, comparisons: [{ ...comparison, differences }] });
  const [[, , candidate]] = tablesOf(text);
  expect(candidate[1]).toMatch(/^\$[\d.]+\$\\rlap\{\*\}$/);
  expect(text.match(/\\rlap/g)).toHaveLength(1);
});

test("figures of the explanations have a table, with intervals and a star", async () => {
  const [{ content }] = await latex.write({ result: golden, explanation: { ...explanation, figures: [roadFigure] } });
  expect(tablesOf(content as string).at(-1)).toEqual([
    ["", "ROAD (\\%)"],
    ["hard{-}label", "$12.5$ $[10.0, 15.0]$"],
    ["ipswap", "$-3.1$\\rlap{*} $[-7.0, 1.0]$"],
  ]);
});

describe("names from outside", () => {
  test.each(HOSTILE.map((name) => [name.slice(0, 40), name]))("%j", async (_, name) => {
    const text = await written(hostileResult(name));
    const lines = text.split("\n");
    const body = lines.filter((line) => !line.startsWith("%"));
    // As many lines and cells as with harmless names: no row, column or comment begins in a name.
    const harmless = (await written(hostileResult("harmless"))).split("\n");
    expect(lines.length).toBe(harmless.length);
    const cells = (of: string) => of.split(/(?<!\\)&/).length;
    lines.forEach((line, i) => {
      if (!line.startsWith("%")) expect(cells(line), line).toBe(cells(harmless[i]));
    });
    // Every brace is closed, and only these commands occur.
    const plain = body.join("\n").replaceAll(/\\[{}]/g, "");
    expect(plain.split("{").length).toBe(plain.split("}").length);
    const commands = new Set([...body.join("\n").matchAll(/\\([a-zA-Z]+)/g)].map(([, command]) => command));
    const known =
      /^(begin|end|centering|caption|label|resizebox|ifdim|width|linewidth|else|fi|toprule|midrule|bottomrule|multicolumn|emph|rlap|text(backslash|less|greater|bar|asciicircum|asciitilde))$/;
    expect([...commands].filter((command) => !known.test(command))).toEqual([]);
    // Letters that a plain LaTeX has: others are spelled.
    expect(body.join("\n")).toMatch(/^[\n\x20-\x7e\u00c0-\u017f]*$/);
  });
});

import { expect, test } from "vitest";
import { checkSides } from "../../src/gate/check-sides.ts";
import { verdictCsv } from "../../src/gate/formats/csv.ts";
import { verdictLatex } from "../../src/gate/formats/latex.ts";
import { HOSTILE } from "../report/formats/hostile-names.ts";
import { csvRows } from "../report/formats/parse-csv.ts";
import { budgetOf } from "./support/budget-of.ts";
import { answering, CLEAN, makeSide } from "./support/make-side.ts";

const labels = Array.from({ length: 30 }, (_, i) => i % 3);

/** Of 30 answers the baseline has 27 right and the candidate 15, in a class of this name too. */
function outcome(name: string) {
  const sides = ["111111111011111111101111111110", "101010101010101010101010101010"].map((bits, s) =>
    makeSide(s === 0 ? "base" : name, labels, [{ condition: CLEAN, predicted: answering(labels, bits) }], {
      classes: ["cat", "dog", name],
    }),
  );
  const budget = budgetOf([
    { metric: "accuracy", on: "clean", margin: 0.01, min: 0.9 },
    { metric: "accuracy", on: "clean", slice: "class/*", margin: 0.01, minimumExamples: 1, level: "warn" },
  ]);
  return checkSides(sides[0], { ...sides[1], data: sides[0].data }, budget, {
    toolVersion: "0.0.0",
    draws: { resamples: 60, permutations: 60 },
  });
}

test("CSV and LaTeX say what was compared, what came out, and what is not allowed", () => {
  const result = outcome("model");
  const rows = csvRows(verdictCsv(result));
  expect(rows).toHaveLength(result.checks.length);
  // 27 and 15 of 30; 13 answers are lost and 1 is won. The limit of 0.9 is missed.
  const whole = rows.filter(({ slice }) => slice === "");
  expect(whole.map(({ verdict }) => verdict).sort()).toEqual(["beyond limit", "regressed"]);
  const change = whole.find(({ verdict }) => verdict === "regressed");
  expect(change).toMatchObject({ on: "clean", metric: "accuracy", baseline: "0.9", candidate: "0.5", margin: "0.01" });
  expect(Number(change?.["lost"]) - Number(change?.["won"])).toBe(12);
  expect(Number(change?.["change"])).toBeCloseTo(-0.4, 12);
  expect(whole.find(({ verdict }) => verdict === "beyond limit")).toMatchObject({
    limit_min: "0.9",
    margin: "",
    lost: "",
  });
  const latex = verdictLatex(result);
  expect(latex).toContain("model against base");
  expect(latex).toMatch(
    /Accuracy \(\\%\) & clean images & regressed \(failed\) & \$90\.00\$ & \$50\.00\$ & \$-40\.00\$ & /,
  );
  expect(latex).toMatch(/beyond limit \(failed\) & \$90\.00\$ & \$50\.00\$ & .* & at least \$90\.00\$ & /);
});

test.each(HOSTILE.map((name) => [name.slice(0, 40), name]))("%j as a name is text in its cell", (_, name) => {
  const result = outcome(name);
  const rows = csvRows(verdictCsv(result));
  expect(rows).toHaveLength(result.checks.length);
  for (const row of rows) {
    for (const column of ["name", "on", "place", "slice"]) expect(row[column]).not.toMatch(/^[=+\-@\t\r]/);
  }
  const latex = verdictLatex(result);
  for (const line of latex.split("\n").filter((each) => each.includes(" & "))) {
    expect(line.split(/(?<!\\)&/), line).toHaveLength(9);
  }
  const body = latex.split("\n").slice(1).join("\n");
  expect(body).toMatch(/^[\n\x20-\x7e\u00c0-\u017f]*$/);
  const commands = new Set([...body.matchAll(/\\([a-zA-Z]+)/g)].map(([, command]) => command));
  const known =
    /^(begin|end|caption|label|toprule|midrule|bottomrule|endhead|endfoot|alpha|infty|text(backslash|less|greater|bar|asciicircum|asciitilde))$/;
  expect([...commands].filter((command) => !known.test(command))).toEqual([]);
});

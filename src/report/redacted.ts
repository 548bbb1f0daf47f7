import type { CheckResult } from "../result/check-result.ts";
import type { Explanation } from "../result/explain-result.ts";
import type { CheckpointResult, Result } from "../result/safety-result.ts";
import type { ReportSource } from "./formats/format.ts";

const LEFT_OUT = "left out for sharing";

/**
 * A source of reports without what names people's things: checkpoints, data, classes, superclasses and runs get numbers;
 * paths, the command, and sentences that may quote a name are left out. Figures, hashes and images stay as they are.
 */
export function redacted({ result, explanation, answers, runs, check }: ReportSource): ReportSource {
  const names = numberedNames(result.checkpoints.map(({ name }) => name));
  return {
    result: redactedResult(result, names),
    explanation: explanation === undefined ? undefined : redactedExplanation(explanation, names),
    answers,
    check: check && redactedCheck(check, names),
    runs: runs?.map((run, i) => ({ ...run, name: names.get(run.name) ?? `run ${i + 1}` })),
  };
}

/** `checkpoint 1`, `checkpoint 2`, ... by name. */
function numberedNames(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name, i) => [name, `checkpoint ${i + 1}`]));
}

function redactedData<Data extends Result["data"] | Explanation["data"]>(data: Data): Data {
  const { classes, superclasses } = data;
  return {
    ...data,
    name: "data",
    classes: classes.map((_, k) => `class ${k}`),
    superclasses: superclasses && { ...superclasses, names: superclasses.names.map((_, k) => `superclass ${k}`) },
    ...("notes" in data && { notes: data.notes.map(() => `A note on the data is ${LEFT_OUT}.`).slice(0, 1) }),
  };
}

function redactedResult(result: Result, names: ReadonlyMap<string, string>): Result {
  const nameOf = (name: string) => names.get(name) ?? LEFT_OUT;
  return {
    ...result,
    command: null,
    plan: redactedPlan(result.plan),
    data: redactedData(result.data),
    checkpoints: result.checkpoints.map((checkpoint) => redactedCheckpoint(checkpoint, nameOf(checkpoint.name))),
    comparisons: result.comparisons.map((comparison) => ({
      ...comparison,
      baseline: nameOf(comparison.baseline),
      candidate: nameOf(comparison.candidate),
    })),
  };
}

/** Textures of frost may be a folder of the user's. */
function redactedPlan(plan: Result["plan"]): Result["plan"] {
  const { corruptedImages } = plan;
  if (corruptedImages.from === "files" || corruptedImages.frostTextures === "procedural") return plan;
  return { ...plan, corruptedImages: { ...corruptedImages, frostTextures: LEFT_OUT } };
}

function redactedCheckpoint(checkpoint: CheckpointResult, name: string): CheckpointResult {
  const { taken: _, notes, reliability, examples, logits, ...rest } = checkpoint;
  return {
    ...rest,
    name,
    notes: notes.map(() => `A note on how the file was read is ${LEFT_OUT}.`).slice(0, 1),
    reliability: {
      ...reliability,
      gradientUnavailable: reliability.gradientUnavailable === null ? null : LEFT_OUT,
      flags: reliability.flags.map((flag) => ({ ...flag, sentence: `${flag.code} (the sentence is ${LEFT_OUT})` })),
    },
    examples: { ...examples, path: "examples.npz" },
    logits: { ...logits, path: "logits.npy" },
  };
}

/** A check without what names people's things, as `redacted` makes it; its checkpoints are `baseline` and `candidate`. */
export function redactedAlone(check: CheckResult): CheckResult {
  return redactedCheck(check, new Map());
}

/** Slices may be names of classes or of files; budgets and sources are paths. */
function redactedCheck(check: CheckResult, names: ReadonlyMap<string, string>): CheckResult {
  const side = (of: CheckResult["baseline"], role: string) => ({
    ...of,
    name: names.get(of.name) ?? role,
    source: LEFT_OUT,
  });
  const slices = [...new Set(check.checks.flatMap(({ slice }) => slice ?? []))];
  return {
    ...check,
    budget: check.budget === "default" ? check.budget : LEFT_OUT,
    baseline: side(check.baseline, "baseline"),
    candidate: side(check.candidate, "candidate"),
    release: check.release === null ? null : LEFT_OUT,
    data: { ...check.data, name: "data" },
    checks: check.checks.map((each, i) => ({
      ...each,
      id: `check ${i + 1}`,
      slice: each.slice === null ? null : `slice ${slices.indexOf(each.slice) + 1}`,
      sentence: `${each.metric.name}, ${each.place}: ${each.verdict}`,
    })),
    notes: [],
  };
}

function redactedExplanation(explanation: Explanation, names: ReadonlyMap<string, string>): Explanation {
  const nameOf = (name: string) => names.get(name) ?? LEFT_OUT;
  return {
    ...explanation,
    data: redactedData(explanation.data),
    checkpoints: explanation.checkpoints.map(({ notes: _, ...checkpoint }, i) => ({
      ...checkpoint,
      name: names.get(checkpoint.name) ?? `checkpoint ${i + 1}`,
    })),
    figures: explanation.figures.map((figure) => ({
      ...figure,
      scores: figure.scores.map((score) => ({ ...score, missing: score.missing === null ? null : LEFT_OUT })),
      differences: figure.differences.map((difference) => ({
        ...difference,
        baseline: nameOf(difference.baseline),
        candidate: nameOf(difference.candidate),
      })),
    })),
    examples: explanation.examples.map(({ name: _, ...example }) => example),
  };
}

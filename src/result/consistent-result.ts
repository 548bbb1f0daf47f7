import type { z } from "zod";
import { type Condition, conditionKey } from "../core/condition.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Compared, StoredComparison } from "./comparison.ts";
import type { DataDescription } from "./data.ts";
import type { Diagnostics } from "./diagnostics.ts";

/** What of a result must go together. */
interface Parts {
  readonly data: DataDescription;
  readonly catalogue: Catalogue;
  readonly checkpoints: readonly {
    readonly name: string;
    readonly measurements: readonly { readonly condition: Condition; readonly count: number }[];
    readonly diagnostics: Diagnostics;
  }[];
  readonly comparisons: readonly StoredComparison[];
}

/** Tells of a place in a result that does not go with the rest. */
type Tell = (path: readonly (string | number)[], message: string) => void;

/**
 * Checks what the parts of a result's schema cannot say each for itself: that counts, classes, conditions and names go
 * together, so that whoever reads one need not ask.
 */
export function checkConsistent(result: Parts, context: z.RefinementCtx): void {
  const tell: Tell = (path, message) => context.addIssue({ code: "custom", path: [...path], message });
  checkData(result, tell);
  checkCatalogue(result, tell);
  result.checkpoints.forEach((_, i) => {
    checkMeasurements(result, i, tell);
    checkDiagnostics(result, i, tell);
  });
  checkComparisons(result, tell);
}

function checkData({ data, checkpoints }: Parts, tell: Tell): void {
  const { classes, superclasses } = data;
  if (superclasses !== null) {
    const path = ["data", "superclasses", "of"];
    if (superclasses.of.length !== classes.length) {
      tell(path, `one for each of ${classes.length} classes, got ${superclasses.of.length}`);
    }
    const unknown = superclasses.of.find((of) => of >= superclasses.names.length);
    if (unknown !== undefined) tell(path, `places below ${superclasses.names.length}, got ${unknown}`);
  }
  const names = checkpoints.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) tell(["checkpoints"], `different names, got "${twice}" twice`);
}

/** What is spoken of by its id must be described. */
function checkCatalogue({ catalogue }: Parts, tell: Tell): void {
  const ids = catalogue.corruptions.map(({ id }) => id);
  catalogue.suites.forEach((suite, i) => {
    const missing = suite.corruptions.find((id) => !ids.includes(id));
    if (missing !== undefined) tell(["catalogue", "suites", i], `speaks of "${missing}", which is not described`);
  });
}

function describes({ catalogue }: Parts, on: Condition | Compared): boolean {
  if (on.kind === "clean") return true;
  const described = (on.kind === "attack" ? catalogue.attacks : catalogue.corruptions).map(({ id }) => id);
  return (on.kind === "corruptions" ? on.ids : [on.id]).every((id) => described.includes(id));
}

function checkMeasurements(result: Parts, checkpoint: number, tell: Tell): void {
  const { data, checkpoints } = result;
  const { measurements } = checkpoints[checkpoint];
  const path = ["checkpoints", checkpoint, "measurements"];
  const keys = measurements.map(({ condition }) => conditionKey(condition));
  const clean = measurements[keys.indexOf("clean")];
  if (clean === undefined) tell(path, "clean images among the conditions, got none");
  else if (clean.count !== data.count) tell(path, `all ${data.count} clean images, got ${clean.count}`);
  measurements.forEach(({ condition, count }, i) => {
    if (keys.indexOf(keys[i]) !== i) tell([...path, i], `each condition once, got ${keys[i]} twice`);
    if (count > data.count) tell([...path, i, "count"], `at most ${data.count} images, got ${count}`);
    if (!describes(result, condition)) tell([...path, i, "condition"], `${keys[i]} is not described in the catalogue`);
  });
}

function checkDiagnostics({ data, checkpoints }: Parts, checkpoint: number, tell: Tell): void {
  const { diagnostics } = checkpoints[checkpoint];
  const path = ["checkpoints", checkpoint, "diagnostics"];
  const { length } = data.classes;
  if (diagnostics.classes.length !== length || diagnostics.classes.some((each, k) => each.class !== k)) {
    tell([...path, "classes"], `the ${length} classes of the data in their order, got ${diagnostics.classes.length}`);
  }
  const total = diagnostics.classes.reduce((sum, { count }) => sum + count, 0);
  if (total !== data.count) tell([...path, "classes"], `counts of ${data.count} images together, got ${total}`);
  const unknown = diagnostics.confusions.findIndex(({ label, predicted }) => label >= length || predicted >= length);
  if (unknown >= 0) tell([...path, "confusions", unknown], `classes below ${length}`);
}

function checkComparisons(result: Parts, tell: Tell): void {
  const names = result.checkpoints.map(({ name }) => name);
  const metrics = result.catalogue.metrics.map(({ id }) => id);
  result.comparisons.forEach(({ baseline, candidate, differences }, i) => {
    const stranger = [baseline, candidate].find((name) => !names.includes(name));
    if (stranger !== undefined) tell(["comparisons", i], `checkpoints of the result, got "${stranger}"`);
    differences.forEach(({ on, metric }, j) => {
      const path = ["comparisons", i, "differences", j];
      if (!metrics.includes(metric)) tell([...path, "metric"], `"${metric}" is not described in the catalogue`);
      if (!describes(result, on)) tell([...path, "on"], "a condition that is described in the catalogue");
    });
  });
}

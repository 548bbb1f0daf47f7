/**
 * Adversarial attacks on anything that gives logits and input gradients, and reasons to doubt what they find.
 *
 * @module ipswap-eval/attacks
 */
import { apgdCe, apgdCeL2 } from "./apgd-ce.ts";
import { apgdDlr, apgdDlrL2 } from "./apgd-dlr.ts";
import type { Attack } from "./attack.ts";
import { fgsm } from "./fgsm.ts";
import { iFgsm } from "./i-fgsm.ts";
import { miFgsm } from "./mi-fgsm.ts";
import { pgd, pgdL2 } from "./pgd.ts";
import { square, squareL2 } from "./square.ts";

export type { AnswerDifference } from "../src/core/answer-difference.ts";
export type { Classifier, GradientPass } from "../src/core/classifier.ts";
export type { Attack, AttackBatch, AttackOptions, Judge, Observation, Observer } from "./attack.ts";
export { type AttackBatchOptions, createAttackBatch } from "./attack-batch.ts";
export type { Budget } from "./budget.ts";
export { type WorstCase, worstCase } from "./ensemble.ts";
export { type EpsilonUnits, epsilonUnits, parseEpsilon } from "./epsilon.ts";
export { leastClasses } from "./least-classes.ts";
export type { NormId } from "./norms/norm.ts";
export { PRESETS, type PresetId } from "./presets.ts";
export { probeGradient } from "./probe-gradient.ts";
export * from "./reliability/index.ts";
export { type SteepestAscentSettings, steepestAscent } from "./steepest-ascent.ts";
export { createTrace, type Trace, type TracePoint } from "./trace.ts";
export { type AttackInput, type AttackWarning, attackWarnings } from "./warnings.ts";

/** Every attack. Help, plans, reports and contract tests come from this list. */
export const attacks = [
  fgsm,
  iFgsm,
  miFgsm,
  pgd,
  pgdL2,
  apgdCe,
  apgdCeL2,
  apgdDlr,
  apgdDlrL2,
  square,
  squareL2,
] as const satisfies readonly Attack[];

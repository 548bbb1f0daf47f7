/** A metric that is worsened on purpose, and the margin that it is tested against. */
export interface Question {
  readonly metric: string;
  readonly on: string;
  readonly margin: number;
  /** What the table calls it. */
  readonly title: string;
}

export const QUESTIONS: readonly Question[] = [
  { metric: "accuracy", on: "clean", margin: 0, title: "accuracy" },
  { metric: "accuracy", on: "clean", margin: 0.01, title: "accuracy, 1 point tolerated" },
  { metric: "accuracy", on: "corruptions", margin: 0.01, title: "mean accuracy over corruptions, 1 point tolerated" },
  { metric: "brier", on: "clean", margin: 0.01, title: "Brier score, 0.01 tolerated" },
  { metric: "nll", on: "clean", margin: 0, title: "NLL" },
  { metric: "aurc", on: "clean", margin: 0.001, title: "AURC, 0.001 tolerated" },
  { metric: "aurc", on: "clean", margin: 0.01, title: "AURC, 0.01 tolerated" },
];

/** A family of each kind of metric and test, each without a margin, so that any difference at all may alarm. */
export const FAMILY_RULES = [
  { metric: "accuracy" },
  { metric: "top5" },
  { metric: "aurc" },
  { metric: "ece" },
  { metric: "brier" },
  { metric: "nll" },
  { metric: "accuracy", on: "corruptions" },
].map((rule) => ({ ...rule, margin: 0, minimumExamples: 1 }));

/** Level of the gate. */
export const ALPHA = 0.05;

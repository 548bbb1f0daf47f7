/** The optimizers, apart from what they compute, so that help needs no engine. */
export const OPTIMIZER_IDS = ["sgd", "adamw"] as const;

export type OptimizerId = (typeof OPTIMIZER_IDS)[number];

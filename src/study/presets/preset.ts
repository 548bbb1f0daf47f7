import type { PlanContent } from "../../result/study-plan.ts";

/** A study of the patch swap paper: at the paper's scale, and on the embedded images. */
export interface Preset {
  readonly id: string;
  readonly title: string;
  /** As a plan file has it; defaults may be left out. */
  readonly plan: Omit<PlanContent, "name" | "title" | "seeds"> & Partial<Pick<PlanContent, "seeds">>;
  /** What differs on the embedded images. */
  readonly tiny?: Partial<PlanContent>;
}

/** The paper's recipe for CIFAR-100; the path is for the user to replace. */
export const PAPER_DATA = "cifar100:CIFAR-100-PATH";

/** The paper trains once; so many seeds let a comparison with five methods come out below 0.05. */
const PAPER_SEEDS = [0, 1, 2, 3, 4, 5, 6, 7];

/** A preset's plan at the paper's scale. */
export function paperPlan({ id, title, plan }: Preset): PlanContent {
  return { name: id, title, data: PAPER_DATA, seeds: PAPER_SEEDS, ...plan };
}

/**
 * A preset's plan on the embedded images: ResNet-8, 10 epochs, 512 images attacked. What holds there need not hold on
 * CIFAR-100.
 */
export function tinyPlan({ id, title, plan, tiny = {} }: Preset): PlanContent {
  return {
    name: `${id}-tiny`,
    title: `${title}, on the embedded images`,
    seeds: PAPER_SEEDS,
    training: { epochs: 10, batch: 64, learningRate: 0.05, weightDecay: 5e-4 },
    measure: { epsilons: "0.001,0.01", attackLimit: 512, corruptions: "gaussian_noise,brightness,contrast" },
    ...plan,
    networks: ["resnet8"],
    published: [],
    data: "emoji",
    ...tiny,
  };
}

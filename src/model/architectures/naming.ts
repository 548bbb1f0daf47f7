import type { ResidualNaming } from "../../network/residual-network.ts";

/** Names of this program's own residual networks: `stage1.block2.conv1`. Every layer has one, weights or not. */
export const NAMING: ResidualNaming = {
  stemConvolution: "stem.conv",
  stemNorm: "stem.bn",
  stage: (index) => `stage${index + 1}`,
  block: (stage, index) => `${stage}.block${index + 1}`,
  convolution: (block, index) => `${block}.conv${index + 1}`,
  norm: (block, index) => `${block}.bn${index + 1}`,
  shortcut: (block) => [`${block}.shortcut.conv`, `${block}.shortcut.bn`],
  classifier: "classifier",
  unweighted: {
    relu: (norm) => norm.replace(/\.bn(\d*)$/, ".relu$1"),
    sum: (block) => `${block}.add`,
    last: (block) => `${block}.relu`,
    pool: "pool",
  },
};

/** What this program's residual networks have in common. */
export const COMMON = {
  naming: NAMING,
  stemKernel: 3,
  stemPool: false,
  bias: false,
  groups: 1,
  firstGroups: 1,
  shortcut: "convolution",
} as const;

import { arrangementKernels } from "./arrangement.ts";
import { convolutionKernels } from "./convolution.ts";
import { elementwiseKernels } from "./elementwise.ts";
import type { KernelTable } from "./kernel.ts";
import { normalizationKernels } from "./normalization.ts";
import { poolingKernels } from "./pooling.ts";
import { productKernels } from "./product.ts";
import { reductionKernels } from "./reduction.ts";
import { resizingKernels } from "./resizing.ts";

/** Every TensorFlow.js kernel that can be traced. */
export const KERNELS: KernelTable = {
  ...arrangementKernels,
  ...convolutionKernels,
  ...elementwiseKernels,
  ...normalizationKernels,
  ...poolingKernels,
  ...productKernels,
  ...reductionKernels,
  ...resizingKernels,
};

// The JavaScript back end, which holds constants and is the reference, and the gradient functions, which TensorFlow.js'
// core package alone leaves out in Node. Import this file instead of either.
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-layers";
import {
  enableProdMode,
  registerGradient,
  registerKernel,
  unregisterGradient,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import { convolutionGradients } from "./gradients/convolution.ts";
import { averagePoolGradient } from "./reference-average-pool-gradient.ts";
import { resizeGradients } from "./reference-resize-gradients.ts";

// Silences the back end's advice to install another one.
enableProdMode();
correctReference();

/** Puts right what the back end gets wrong; again, where another copy of it may have been loaded meanwhile. */
export function correctReference(): void {
  for (const kernel of [averagePoolGradient, ...resizeGradients]) {
    unregisterKernel(kernel.kernelName, kernel.backendName);
    registerKernel(kernel);
  }
  for (const gradient of convolutionGradients("written out")) {
    unregisterGradient(gradient.kernelName);
    registerGradient(gradient);
  }
}

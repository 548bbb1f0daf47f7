// The JavaScript back end, which holds constants and is the reference, and the gradient functions, which TensorFlow.js'
// core package alone leaves out in Node. Import this file instead of either.
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-layers";
import { enableProdMode } from "@tensorflow/tfjs-core";

// Silences the back end's advice to install another one.
enableProdMode();

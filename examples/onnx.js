// An ONNX file from anywhere, measured: clean, under two attacks and two corruptions, with everything stored.
// Run: node onnx.js model.onnx [images] [folder of the result]
import {
  createEngine,
  evaluate,
  generatedImages,
  InputError,
  openDataset,
  openNetwork,
  safetyTable,
} from "ipswap-eval";

const [, , file, limit = "200", out = "results"] = process.argv;
if (file === undefined) throw new InputError("model.onnx", { expected: "a file", got: "nothing" });

const engine = await createEngine();
// A file that `ipswap-eval export` wrote says how its input is normalised; for any other give it here, say
// { engine, normalization: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } }.
const network = await openNetwork(file, { engine });
const dataset = await openDataset("emoji", { split: "test", limit: Number(limit), mixed: true });

const corruptedImages = { constants: "cifar", frostTextures: "procedural" };
const plan = {
  seed: 0,
  attacks: ["fgsm", "pgd"],
  presets: ["standard"],
  epsilons: [1 / 255, 2 / 255],
  attackLimit: 32,
  corruptions: ["fog", "gaussian_noise"],
  corruptedImages: { from: "generator", ...corruptedImages },
};
const corrupted = generatedImages(dataset, plan.seed, corruptedImages);
const run = evaluate({
  plan,
  dataset,
  networks: [network],
  engine,
  corrupted,
  out,
  restart: false,
  toolVersion: "example",
});

let step = await run.next();
for (; !step.done; step = await run.next()) {
  if (step.value.kind === "measured") console.error(`measured: ${step.value.measurement.condition.kind}`);
}
console.log(safetyTable(step.value, { color: false }));
await corrupted.close();
network.dispose();

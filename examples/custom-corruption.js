// A corruption of one's own, beside one of the nineteen: a grey square at a random place.
// Run: node custom-corruption.js [checkpoint] [images]
import { createClassifier, createEngine, openDataset, openNetwork, SEVERITIES } from "ipswap-eval";
import { corrupt, corruptionRandom, createCorruptionCache, findCorruption } from "ipswap-eval/corruptions";
import { estimate, predictionsFromLogits } from "ipswap-eval/metrics";
import { bundledCheckpoint } from "./bundled.js";

/** Side of the square, as a share of the image's. */
const SHARE = [0.1, 0.2, 0.3, 0.4, 0.5];

const occlusion = {
  id: "occlusion",
  title: "Occlusion",
  source: "this example",
  family: "digital",
  notes: [],
  draw: ({ height, width }, severity, random) => {
    const side = Math.round(SHARE[severity - 1] * Math.min(height, width));
    return { side, top: random.integer(height - side + 1), left: random.integer(width - side + 1) };
  },
  apply: (image, _severity, { side, top, left }) => {
    const pixels = image.pixels.slice();
    for (let row = top; row < top + side; row++) {
      const start = (row * image.width + left) * 3;
      pixels.fill(128, start, start + side * 3);
    }
    return { ...image, pixels };
  },
};

const [, , checkpoint = bundledCheckpoint("ipswap"), limit = "200"] = process.argv;
const engine = await createEngine();
const network = await openNetwork(checkpoint);
const data = await openDataset("emoji", { split: "test", limit: Number(limit) });
const model = await createClassifier(network, engine, { batch: 64 });

const { height, width, labels, count } = data;
const size = height * width * 3;
const clean = await data.read(Int32Array.from(labels.keys()));
// Kernels and textures are made once for all images.
const options = { cache: createCorruptionCache() };

for (const corruption of [occlusion, findCorruption("frost")]) {
  for (const severity of SEVERITIES) {
    const images = new Float32Array(clean.length);
    for (let i = 0; i < count; i++) {
      const image = { pixels: clean.subarray(i * size, (i + 1) * size), height, width };
      const random = corruptionRandom(0, corruption.id, severity, i);
      const { pixels } = corrupt(corruption, image, severity, random, options);
      images.set(
        Float32Array.from(pixels, (value) => value / 255),
        i * size,
      );
    }
    const predictions = predictionsFromLogits(await model.logits(images), labels, model.classes);
    const { value, interval } = estimate(predictions, { ids: ["accuracy"] }).accuracy;
    console.log(
      `${corruption.id} ${severity}  ${value.toFixed(4)} [${interval.map((end) => end.toFixed(4)).join(", ")}]`,
    );
  }
}
await model.dispose();
network.dispose();

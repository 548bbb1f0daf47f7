// Makes checkpoints that are worse on purpose out of one of this program, to see a gate fail.
// Usage: node make-worse.mjs CHECKPOINT OUT
//   OUT/four-bits   every weight rounded to one of 15 values, as a careless quantisation to 4 bits does
//   OUT/forgotten   the first class is never predicted: the head's bias for it is far below all others
// One that is trained with wrong labels: see README.md.
import { createHash } from "node:crypto";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [checkpoint, out] = process.argv.slice(2);
if (out === undefined) {
  console.error("usage: node make-worse.mjs CHECKPOINT OUT");
  process.exit(2);
}

/** The tensors of a checkpoint's weights.bin, in their order: name, shape and a view of the values. */
function openWeights(folder) {
  const { weightsManifest } = JSON.parse(readFileSync(join(folder, "model.json"), "utf8"));
  const bytes = new Uint8Array(readFileSync(join(folder, "weights.bin")));
  let offset = 0;
  const tensors = weightsManifest[0].weights.map(({ name, shape }) => {
    const count = shape.reduce((product, side) => product * side, 1);
    const values = new Float32Array(bytes.buffer, offset, count);
    offset += 4 * count;
    return { name, shape, values };
  });
  return { bytes, tensors };
}

function copyWith(name, change) {
  const folder = join(out, name);
  cpSync(checkpoint, folder, { recursive: true });
  const { bytes, tensors } = openWeights(folder);
  change(tensors);
  writeFileSync(join(folder, "weights.bin"), bytes);
  // The card has the checksum of the weights, by which damage that nobody made on purpose is found.
  const card = JSON.parse(readFileSync(join(folder, "card.json"), "utf8"));
  card.weights.sha256 = createHash("sha256").update(bytes).digest("hex");
  writeFileSync(join(folder, "card.json"), JSON.stringify(card, null, 2));
  console.log(folder);
}

copyWith("four-bits", (tensors) => {
  for (const { values, shape } of tensors.filter((tensor) => tensor.shape.length > 1)) {
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const step = largest / 7;
    for (let i = 0; i < values.length; i++) values[i] = step * Math.round(values[i] / step);
    console.log(`  ${shape.join("x")}: steps of ${step.toPrecision(2)}`);
  }
});

copyWith("forgotten", (tensors) => {
  const head = tensors.findLast(({ name, shape }) => shape.length === 1 && /bias$/.test(name));
  head.values[0] = -1000;
  console.log(`  ${head.name}[0] = -1000`);
});

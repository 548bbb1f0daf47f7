import { performance } from "node:perf_hooks";
import { fgsm } from "../attacks/fgsm.ts";
import { iFgsm } from "../attacks/i-fgsm.ts";
import { createAttackBatch } from "../attacks/index.ts";
import type { Classifier } from "../src/core/classifier.ts";
import { createRandom } from "../src/core/random.ts";
import { createEngine } from "../src/engine/index.ts";
import { findArchitecture } from "../src/model/architectures/index.ts";
import { createClassifier } from "../src/model/classifier.ts";
import { initialize } from "../src/train/initialize.ts";
import { startTorchPeer } from "./torch-peer.ts";

const EPSILONS = [0.001, 0.003, 0.005, 0.01, 0.05];
const STEPS = 10;
const BATCH = 128;
const CLASSES = 100;
const ROUNDS = 3;

/** Images per second through a sweep, and processor time, which other programs on the machine lengthen less. */
interface Sweep {
  readonly rate: number;
  /** Seconds of processor time, all threads. */
  readonly processor: number;
}

/**
 * A sweep of FGSM and I-FGSM over five epsilons on ResNet-20, with the accuracy under each: this program against
 * PyTorch, in turns, so that whatever else the machine does falls on both. Random weights: time does not ask for more.
 */
export async function benchAttacks(threads = 2, batch = BATCH): Promise<void> {
  const engine = await createEngine("onnx", threads);
  const network = initialize(findArchitecture("resnet20").network(CLASSES), createRandom("bench attacks"));
  const model = await createClassifier(
    {
      name: "resnet20",
      sha256: "",
      architecture: "resnet20",
      classes: Array.from({ length: CLASSES }, (_, k) => `${k}`),
      classesStated: true,
      height: 32,
      width: 32,
      normalization: { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] },
      output: "logits",
      forward: network.forward,
      dispose: network.dispose,
    },
    engine,
    { batch: Math.ceil(batch / engine.sessions) },
  );
  const { signStep, ...plain } = model;
  const torch = await startTorchPeer("torch_attacks.py", threads, batch, CLASSES);
  const peer = typeof torch === "string" ? undefined : torch;
  const peerSweep = async (epsilons: readonly number[]): Promise<Sweep> => {
    const answer = await peer?.ask({ epsilons, steps: STEPS });
    return { rate: Number(answer?.["rate"]), processor: Number(answer?.["processor"]) };
  };
  const rates: Record<"ours" | "plain" | "peer", Sweep[]> = { ours: [], plain: [], peer: [] };
  await sweep(model, [EPSILONS[0]]);
  await sweep(plain, [EPSILONS[0]]);
  await peerSweep([EPSILONS[0]]);
  for (let round = 0; round < ROUNDS; round++) {
    rates.ours.push(await sweep(model, EPSILONS));
    rates.peer.push(await peerSweep(EPSILONS));
    rates.plain.push(await sweep(plain, EPSILONS));
  }
  peer?.stop();
  await model.dispose();
  network.dispose();
  await engine.dispose();

  console.log(
    `attacks: FGSM and I-FGSM (${STEPS} steps) at ${EPSILONS.length} epsilons, ResNet-20, batch ${batch}, ${threads} threads`,
  );
  const row = (name: string, sweeps: readonly Sweep[]) => {
    const rates = sweeps.map(({ rate }) => rate.toFixed(2)).join("  ");
    const seconds = sweeps.map(({ processor }) => processor.toFixed(1)).join("  ");
    console.log(`  ${name.padEnd(46)} ${rates} images/s   ${seconds} s of processor time`);
  };
  row("this program", rates.ours);
  row("this program, without compiled steps", rates.plain);
  if (peer === undefined) console.log(`  PyTorch: ${torch}`);
  else {
    row(peer.title, rates.peer);
    const ratios = (of: (round: number) => number) => rates.ours.map((_, round) => of(round).toFixed(2)).join("  ");
    console.log(
      `  images/s, this program over PyTorch, by round   ${ratios((r) => rates.ours[r].rate / rates.peer[r].rate)}`,
    );
    console.log(
      `  processor time, PyTorch over this program       ${ratios((r) => rates.peer[r].processor / rates.ours[r].processor)}`,
    );
  }
}

/** The whole sweep; the clean gradient is shared as it is in `safety`. */
async function sweep(model: Classifier, epsilons: readonly number[]): Promise<Sweep> {
  const random = createRandom("bench images");
  const images = Float32Array.from({ length: model.batch * 32 * 32 * 3 }, () => random.uniform());
  const labels = Int32Array.from({ length: model.batch }, () => random.integer(CLASSES));
  const [start, before] = [performance.now(), process.cpuUsage()];
  const batch = createAttackBatch(model, images, labels);
  for (const attack of [fgsm, iFgsm.configure({ steps: STEPS })]) {
    for (const epsilon of epsilons) await model.logits(await attack.perturb(batch, { epsilon, space: "pixel" }));
  }
  const { user, system } = process.cpuUsage(before);
  return { rate: (model.batch * 1000) / (performance.now() - start), processor: (user + system) / 1e6 };
}

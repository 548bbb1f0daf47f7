import * as tf from "@tensorflow/tfjs-core";
import Table from "cli-table3";
import { createEagerEngine } from "../src/engine/eager.ts";
import { type CompiledFunction, createEngine, type DeviceId, type Engine } from "../src/engine/index.ts";
import { createTasks, NETWORKS, TASKS, type Task } from "./engine-tasks.ts";
import { startTorchPeer } from "./torch-peer.ts";

const ROUNDS = 3;
/** Length of a burst, in seconds. */
const BURST = 1;

/** PyTorch as it comes, and in the layout that is faster on processors for most networks. */
const LAYOUTS = ["contiguous", "channels_last"] as const;

/**
 * Images per second of the onnx engine, of TensorFlow.js' wasm back end and of PyTorch on the CPU in both layouts, burst
 * by burst in turn: whatever else the machine does falls on all of them, so the ratios within a run mean more than the
 * rates.
 */
export async function benchEngine(threads = 2): Promise<void> {
  const device = (process.env["IPSWAP_BENCH_DEVICE"] ?? "cpu") as DeviceId;
  const onnx = await createEngine("onnx", threads, device);
  const wasm = await startWasm();
  const torch = await startTorchPeer("torch-engine.py", threads);
  if (typeof wasm === "string") console.log(`TensorFlow.js wasm left out: ${wasm}`);
  if (typeof torch === "string") console.log(`PyTorch left out: ${torch}`);
  const peer = typeof torch === "string" ? undefined : torch;
  const title = peer?.title ?? "PyTorch";
  const head = [
    "network",
    "task",
    "onnx",
    "wasm",
    title,
    "channels_last",
    "onnx / wasm",
    `onnx / ${title}`,
    "onnx / channels_last",
  ];
  const table = new Table({ head, style: { head: [], border: [] }, colAligns: ["left", "left"] });
  for (const { id, batch } of NETWORKS) {
    const tasks = createTasks(id, batch);
    // What has no state runs on a session per thread, each with its piece of the batch.
    const pieces = createTasks(id, Math.ceil(batch / onnx.sessions));
    for (const task of TASKS) {
      const piece = tasks[task].state.length === 0 ? pieces[task] : tasks[task];
      const ours = await open(onnx, piece);
      const eager = typeof wasm === "string" ? undefined : await openIfAble(wasm, tasks[task]);
      const rounds: Record<"onnx" | "wasm" | (typeof LAYOUTS)[number], number>[] = [];
      const ask = async (layout: string) =>
        Number((await peer?.ask({ network: id, task, layout, seconds: BURST }))?.["rate"] ?? Number.NaN);
      for (let round = 0; round < ROUNDS; round++) {
        rounds.push({
          onnx: await burst(ours, piece, batch),
          wasm: eager === undefined ? Number.NaN : await burst(eager, tasks[task], batch),
          contiguous: await ask("contiguous"),
          channels_last: await ask("channels_last"),
        });
      }
      await ours.dispose();
      const peers = ["wasm", ...LAYOUTS] as const;
      const rates = (["onnx", ...peers] as const).map((who) => format(median(rounds.map((r) => r[who])), 0));
      const ratios = peers.map((who) => format(median(rounds.map((r) => r.onnx / r[who])), 2));
      table.push([`${id}, batch ${batch}`, task, ...rates, ...ratios]);
    }
  }
  peer?.stop();
  await onnx.dispose();
  console.log(
    `images per second at 32x32, ${onnx.name} on ${threads} threads, median of ${ROUNDS} alternating bursts of ${BURST} s`,
  );
  console.log(table.toString());
}

const open = (engine: Engine, { fn, inputs, state }: Task) => engine.compile(fn, inputs, { state });

/** The wasm back end runs eagerly, and lacks the kernel for filter gradients: then there is no training step. */
async function openIfAble(engine: Engine, task: Task): Promise<CompiledFunction | undefined> {
  const compiled = await open(engine, task);
  try {
    await compiled.run(...task.values);
    return compiled;
  } catch {
    return undefined;
  } finally {
    await tf.setBackend("cpu");
  }
}

async function startWasm(): Promise<Engine | string> {
  // Not a dependency, and its types are not here either.
  const name: string = "@tensorflow/tfjs-backend-wasm";
  try {
    await import(name);
  } catch {
    return `${name} is not installed`;
  }
  const engine = await createEagerEngine("wasm", { id: "cpu", name: "cpu", threads: 1, notes: [] });
  await tf.setBackend("cpu");
  return engine;
}

/** Images per second by the median pass over a batch in a burst, at least three, after one to warm up. */
async function burst(compiled: CompiledFunction, { values, inputs }: Task, batch: number): Promise<number> {
  const calls = Array.from({ length: Math.ceil(batch / inputs[0]!.shape[0]!) });
  const pass = () => Promise.all(calls.map(() => compiled.run(...values)));
  await pass();
  const times: number[] = [];
  const begin = performance.now();
  while (times.length < 3 || performance.now() - begin < BURST * 1000) {
    const start = performance.now();
    await pass();
    times.push(performance.now() - start);
  }
  await tf.setBackend("cpu");
  return (batch * 1000) / median(times);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

const format = (value: number, digits: number) => (Number.isFinite(value) ? value.toFixed(digits) : "-");

import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import { build } from "esbuild";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEngine } from "../../src/engine/index.ts";
import { encodeModel } from "../../src/engine/onnx/encode.ts";
import { createPooledFunction } from "../../src/engine/pooled-function.ts";
import { createSessionPool, type SessionPool } from "../../src/engine/session-pool.ts";
import { trace } from "../../src/engine/trace.ts";

// Node 20's threads read no TypeScript: the threads' program is bundled here as the build compiles it.
const folder = mkdtempSync(join(tmpdir(), "ipswap-eval-sessions-"));
const runtime = pathToFileURL(createRequire(import.meta.url).resolve("onnxruntime-node")).href;
const script = join(folder, "session-thread.mjs");
let pool: SessionPool;

beforeAll(async () => {
  await createEngine("cpu");
  await build({
    entryPoints: [fileURLToPath(new URL("../../src/engine/session-thread.ts", import.meta.url))],
    outfile: script,
    bundle: true,
    platform: "node",
    format: "esm",
    plugins: [
      {
        name: "onnxruntime-node, from where it is installed",
        setup: ({ onResolve }) =>
          onResolve({ filter: /^onnxruntime-node$/ }, () => ({ path: runtime, external: true })),
      },
    ],
  });
  pool = createSessionPool(2, pathToFileURL(script))!;
});
afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true });
});

const SHAPE = [2, 8, 8, 3] as const;
const filter = Float32Array.from({ length: 3 * 3 * 3 * 4 }, (_, i) => Math.sin(i));

/** A convolution and a mean over positions, as a graph. */
function convolution() {
  const fn = (x: tf.Tensor) =>
    tf.mean(tf.relu(tf.conv2d(x as tf.Tensor4D, tf.tensor4d(filter, [3, 3, 3, 4]), 1, "same")), [1, 2]);
  const inputs = [{ shape: SHAPE }];
  const { graph } = trace(fn, inputs, []);
  return { graph, inputs, model: encodeModel(graph), outputs: graph.outputs.map(({ name }) => name) };
}
const images = (seed: number) => Float32Array.from({ length: 2 * 8 * 8 * 3 }, (_, i) => Math.cos(seed * 100 + i));

test("calls that are made together give what a session of its own gives, to the bit", async () => {
  const { graph, inputs, model, outputs } = convolution();
  const alone = await InferenceSession.create(model, { intraOpNumThreads: 1 });
  const pooled = createPooledFunction(await pool.open(model, outputs, {}), graph, inputs, async () => {});
  const seeds = Array.from({ length: 9 }, (_, i) => i);
  const expected: number[][] = [];
  for (const seed of seeds) {
    const found = await alone.run({ [graph.inputs[0]!.name]: new Tensor("float32", images(seed), [...SHAPE]) });
    expected.push([...(found[outputs[0]!]!.data as Float32Array)]);
  }
  const found = await Promise.all(seeds.map((seed) => pooled.run(images(seed))));
  expect(found.map(([values]) => [...values!])).toEqual(expected);
  await alone.release();
});

test("what is given may be changed as soon as the call is made, and only the part that is given is taken", async () => {
  const { graph, inputs, model, outputs } = convolution();
  const pooled = createPooledFunction(await pool.open(model, outputs, {}), graph, inputs, async () => {});
  const [expected] = await pooled.run(images(3));
  const longer = new Float32Array(1000 + 2 * 8 * 8 * 3);
  longer.set(images(3), 1000);
  const running = pooled.run(longer.subarray(1000));
  longer.fill(7);
  expect((await running)[0]).toEqual(expected);
});

test("a graph that ONNX Runtime does not load is refused when it is opened, and others go on", async () => {
  await expect(pool.open(Uint8Array.of(1, 2, 3), ["y"], {})).rejects.toThrow(/protobuf|parse|load|model/i);
  const { graph, inputs, model, outputs } = convolution();
  const pooled = createPooledFunction(await pool.open(model, outputs, {}), graph, inputs, async () => {});
  expect((await pooled.run(images(0)))[0]).toHaveLength(8);
});

test("inputs that do not fit are refused; a function that was disposed of waits for its calls, and takes none after", async () => {
  const { graph, inputs, model, outputs } = convolution();
  const session = await pool.open(model, outputs, {});
  let released = 0;
  const pooled = createPooledFunction(session, graph, inputs, async () => {
    released++;
    session.release();
  });
  await expect(pooled.run(new Float32Array(3))).rejects.toThrow("expected 384 elements of type float32, but got 3");
  const running = pooled.run(images(0));
  await Promise.all([pooled.dispose(), pooled.dispose()]);
  expect((await running)[0]).toHaveLength(8);
  expect(released).toBe(1);
  await expect(pooled.run(images(0))).rejects.toThrow("disposed");
});

test("one session needs no threads", () => {
  expect(createSessionPool(1, pathToFileURL(script))).toBeUndefined();
});

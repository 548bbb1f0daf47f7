import { Command } from "@commander-js/extra-typings";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { fileURLToPath } from "node:url";
import { metrics } from "../../metrics/index.ts";
import { createCorruptor } from "../../src/data/corruptor.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { createEngine } from "../../src/engine/index.ts";
import { openNetwork } from "../../src/model/open-network.ts";

const bundled = fileURLToPath(new URL("../../assets/checkpoints/ipswap", import.meta.url));

/** What examples of doc comments use without saying where they have it from, each made when one does. */
export const given: Readonly<Record<string, () => unknown>> = {
  tf: () => tf,
  aurc: () => metrics.find(({ id }) => id === "aurc"),
  superclasses: () => ({ names: ["a", "b"], of: Int32Array.of(0, 0, 1) }),
  emoji: () => openDataset("emoji", { split: "test", limit: 4 }),
  createCorruptor: () => createCorruptor,
  network: () => openNetwork(bundled),
  engine: () => createEngine("cpu"),
  images: () => new Float32Array(2 * 32 * 32 * 3),
  weight: () => ({ shape: [1], read: () => Float32Array.of(1) }),
  command: () =>
    new Command("safety")
      .option("--ckpt <path>")
      .option("--limit <n>")
      .parse(["--ckpt", "my model.onnx", "--limit", "500"], { from: "user" }),
};

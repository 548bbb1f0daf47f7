import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { packageFile } from "../src/core/package-file.ts";

/** A peer program that measures when it is asked to, so that its bursts can alternate with ours. */
export interface TorchPeer {
  readonly title: string;
  /** Images per second in a burst of `seconds`. */
  rate(network: string, task: string, seconds: number): Promise<number>;
  stop(): void;
}

/** Starts PyTorch's side with the first Python that has torch; otherwise says why not. */
export async function startTorchPeer(threads: number): Promise<TorchPeer | string> {
  const python = ["python3", "/usr/bin/python3"].find(
    (candidate) => spawnSync(candidate, ["-c", "import torch"], { stdio: "ignore" }).status === 0,
  );
  if (python === undefined) return "no python3 with torch here";
  const script = packageFile("bench/peers/torch-engine.py");
  const process = spawn(python, [script, `${threads}`], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Record<string, unknown>> => {
    const line = await lines.next();
    if (line.done) throw new Error("PyTorch's side ended early");
    return JSON.parse(line.value) as Record<string, unknown>;
  };
  const { peer } = await answer();
  return {
    title: String(peer),
    async rate(network, task, seconds) {
      process.stdin.write(`${JSON.stringify({ network, task, seconds })}\n`);
      return Number((await answer())["rate"]);
    },
    stop: () => process.stdin.end(),
  };
}

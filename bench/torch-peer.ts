import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { packageFile } from "../src/core/package-file.ts";

/**
 * glibc gives large blocks back to the system when they are freed, and gets them again, page by page, in the next step;
 * with these it keeps them. PyTorch is measured at its best.
 */
const KEEP_MEMORY = {
  MALLOC_MMAP_THRESHOLD_: "4294967296",
  MALLOC_TRIM_THRESHOLD_: "4294967296",
  MALLOC_TOP_PAD_: "67108864",
};

/** A peer program that measures when it is asked to, so that its bursts can alternate with ours. */
export interface TorchPeer {
  readonly title: string;
  /** Sends a request and waits for its answer. */
  ask(request: object): Promise<Readonly<Record<string, unknown>>>;
  stop(): void;
}

/**
 * Starts PyTorch's side with the first Python that has torch; otherwise says why not. IPSWAP_BENCH_PYTHON names an
 * interpreter to be tried before the others.
 *
 * @param script its name in bench/peers
 */
export async function startTorchPeer(script: string, ...options: readonly number[]): Promise<TorchPeer | string> {
  const named = process.env["IPSWAP_BENCH_PYTHON"];
  const python = [...(named === undefined ? [] : [named]), "python3", "/usr/bin/python3"].find(
    (candidate) => spawnSync(candidate, ["-c", "import torch"], { stdio: "ignore" }).status === 0,
  );
  if (python === undefined) return "no python3 with torch here";
  const peer = spawn(python, [packageFile(`bench/peers/${script}`), ...options.map(String)], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...KEEP_MEMORY },
  });
  const lines = createInterface({ input: peer.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Record<string, unknown>> => {
    const line = await lines.next();
    if (line.done) throw new Error("PyTorch's side ended early");
    return JSON.parse(line.value) as Record<string, unknown>;
  };
  const greeting = await answer();
  return {
    title: String(greeting["peer"]),
    ask(request) {
      peer.stdin.write(`${JSON.stringify(request)}\n`);
      return answer();
    },
    stop: () => peer.stdin.end(),
  };
}

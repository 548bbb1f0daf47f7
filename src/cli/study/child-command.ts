import { spawn } from "node:child_process";
import { open } from "node:fs/promises";

/** How a command of this program ended. */
export interface CommandOutcome {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  /** What it said last to people. */
  readonly lastWords: string;
}

/** Runs a command of this program; what it says goes to the end of a log file. Stops it where `signal` is aborted. */
export type RunCommand = (argv: readonly string[], log: string, signal: AbortSignal) => Promise<CommandOutcome>;

/** Characters of a command's last words that are kept. */
const LAST_WORDS = 4000;

/** Runs a command in a process of its own, so that its memory is given back and its faults stay there. */
export const runInChild: RunCommand = async (argv, log, signal) => {
  // What this process was started with: the program itself.
  const program = process.argv[1];
  const file = await open(log, "a");
  try {
    const child = spawn(process.execPath, [program, ...argv], { stdio: ["ignore", "ignore", "pipe"] });
    const stop = () => child.kill("SIGTERM");
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    let end = "";
    for await (const chunk of child.stderr) {
      end = (end + String(chunk)).slice(-LAST_WORDS);
      await file.write(chunk);
    }
    const exitCode = await new Promise<number | null>((settle, fail) => {
      if (child.exitCode !== null || child.signalCode !== null) settle(child.exitCode);
      child.once("exit", settle);
      child.once("error", fail);
    });
    signal.removeEventListener("abort", stop);
    return { exitCode, lastWords: lastMessage(end) };
  } finally {
    await file.close();
  }
};

/**
 * The last message of the program in its output, without its name and without what the lines below it say.
 *
 * @example lastMessage("train 10%\nipswap-eval: training, epoch 1: expected a finite loss, but got NaN.\n")
 * // "training, epoch 1: expected a finite loss, but got NaN."
 */
export function lastMessage(text: string): string {
  const lines = text.trimEnd().split("\n");
  const message = lines.findLast((line) => line.startsWith("ipswap-eval: "));
  return message?.slice("ipswap-eval: ".length) ?? lines.at(-1) ?? "";
}

import { quoted } from "../../command-line.ts";
import { EXIT, SIGNAL_EXIT } from "../../exit-codes.ts";

/** What a job file is written for. */
export interface LaunchSettings {
  /** Name of the study: lower-case letters, digits and hyphens. */
  readonly name: string;
  /** The plan as the command takes it, a preset or a path, with the options that change it. */
  readonly planArguments: readonly string[];
  /** Machines, or array tasks. */
  readonly shards: number;
  /** Processor cores of each. */
  readonly cores: number;
  /** Longest time of one, minutes: it is asked to stop before, and goes on in the next attempt. */
  readonly minutes: number;
  /** Folder of the parts and of the whole. */
  readonly out: string;
}

/** A scheduler whose job files the program writes. */
export interface Scheduler {
  readonly id: string;
  readonly title: string;
  /** The whole text of the job file. */
  write(settings: LaunchSettings): string;
}

/** Exit codes of the program that another attempt would only repeat: wrong input, and parts that do not go together. */
export const NOT_RETRIED: readonly number[] = [EXIT.input, EXIT.incomparable];

/** Exit code after SIGTERM: the same command goes on. */
export const INTERRUPTED = SIGNAL_EXIT.SIGTERM;

/** Seconds between SIGTERM and the end: what is being done is dropped at once, and what was done is on disk. */
export const GRACE_SECONDS = 120;

/**
 * A shell line that finds the program, whether it is installed here or for everybody. Not `npx`: it does not pass signals
 * on, so that a study would neither stop nor be killed with its job.
 */
export const FIND_PROGRAM = 'export PATH="$(npm root)/.bin:$PATH"';

/** The command of one part, as a shell line; `part` is the shell's expression for the part's number. */
export function partCommand({ planArguments, out }: LaunchSettings, shard: string, part: string): string {
  return `ipswap-eval study ${planArguments.map(quoted).join(" ")} --shard ${shard} --out ${quoted(out)}/part-${part}`;
}

/** The command that joins the parts. */
export function mergeCommand({ out }: LaunchSettings): string {
  return `ipswap-eval merge ${quoted(out)}/part-* --out ${quoted(out)}/whole`;
}

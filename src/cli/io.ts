import type { Writable } from "node:stream";
import { printableLines } from "../core/printable.ts";
import { inFlags } from "./flags.ts";

/** What the program touches of its process; injected, so that tests run it in their own. stdout carries the product. */
export interface Io {
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Whether this stream wants colour: `NO_COLOR` and `FORCE_COLOR` as documented at no-color.org, else only a terminal. */
export function wantsColor(io: Io, stream: Io["stdout"]): boolean {
  if (io.env["NO_COLOR"]) return false;
  if (io.env["FORCE_COLOR"]) return io.env["FORCE_COLOR"] !== "0";
  return stream.isTTY === true && io.env["TERM"] !== "dumb";
}

/** Writes a sentence that the user should read, and that stops nothing, to stderr. */
export function warner(io: Io): (sentence: string) => void {
  return (sentence) => {
    io.stderr.write(`ipswap-eval: ${printableLines(inFlags(sentence))}\n`);
  };
}

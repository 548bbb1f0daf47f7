import { Command } from "@commander-js/extra-typings";

/** `ipswap-eval engines`: what computes on this machine. */
export function enginesCommand() {
  return new Command("engines")
    .description("list what computes on this machine (engines, a GPU), and what is missing for the rest")
    .option("--json", "print JSON on stdout, and nothing else there", false);
}

export type EnginesOptions = ReturnType<ReturnType<typeof enginesCommand>["opts"]>;

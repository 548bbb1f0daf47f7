import { Command } from "@commander-js/extra-typings";

/** `ipswap-eval compare`: stored results side by side, for people. */
export function compareCommand() {
  return new Command("compare")
    .description("stored checkpoints side by side: every metric, ranks, paired intervals, classes, corruptions, flips")
    .argument(
      "[results...]",
      "folders that safety wrote (all checkpoints of each), or baseline files; the first is compared with",
    )
    .option("--sanity <table>", "instead: what in a published table (CSV) cannot be, or ought to be looked at")
    .option("--json", "print the result as JSON on stdout, and nothing else there", false);
}

export type CompareOptions = ReturnType<ReturnType<typeof compareCommand>["opts"]>;

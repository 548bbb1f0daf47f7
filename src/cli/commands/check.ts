import { Command } from "@commander-js/extra-typings";
import { withDataOptions } from "./data-options.ts";
import { withEngineOptions } from "./engine-options.ts";
import { withForeignOptions } from "./foreign-options.ts";

/** `ipswap-eval check`: a gate for CI: did this change make the model less reliable? */
export function checkCommand() {
  const command = new Command("check")
    .description("did this change make a model less reliable? exits with 100 where it did")
    .argument("[result]", "the candidate: a folder that safety wrote, or its result.json")
    .argument(
      "[base]",
      "what it is compared with: another, or a baseline file (default: the result's first checkpoint)",
    )
    .option(
      "--budget <file>",
      "what is looked at, and how much may be lost (default: ipswap.budget.json, if there is one)",
    )
    .option("--checkpoint <name>", "of a result with several: the candidate (default: the last)")
    .option("--base-checkpoint <name>", "of a base with several: the baseline (default: the first)")
    .option("--soft-fail", "exit with 0 where the gate fails: for the report alone", false)
    .option("--strict", "exit with 4 where there is a reason to doubt a robust accuracy of the candidate", false)
    .option("--json", "print the result as JSON on stdout, and nothing else there", false)
    .option("--every-check", "list every slice in the table, those that passed too", false)
    .optionsGroup("Reports:")
    .option("--check-json <file>", "write the result as JSON")
    .option("--markdown <file>", "write a comment for a pull request, below 64 KB")
    .option("--csv <file>", "write every check as a row, values as fractions")
    .option("--latex <file>", "write a table (booktabs, longtable)")
    .option("--junit <file>", "write JUnit XML")
    .option("--sarif <file>", "write SARIF 2.1.0")
    .option("--html <file>", "write the candidate's page with the verdicts on it")
    .option("--redact", "reports for sharing: numbers for the names of checkpoints, classes and data, no paths", false)
    .option("--from <file>", "make reports from the JSON of an earlier check, and check nothing")
    .optionsGroup("A checkpoint that is not measured yet:")
    .option("--ckpt <path>", "measure this checkpoint as the baseline was, then check it")
    .option("--baseline <path>", "what it is compared with; the same as [base]")
    .option("--data <set>", "the images that the baseline was measured on", "emoji")
    .option("--corruption-files <folder>", "where the baseline was measured on CIFAR-C's files: the folder with them")
    .option("--frost-textures <folder>", "where the baseline was measured with the reference's textures: their folder")
    .option("--out <folder>", "where its result goes; an interrupted run goes on there")
    .option("--restart", "discard what an earlier run left in --out", false);
  return withDataOptions(withForeignOptions(withEngineOptions(command)));
}

export type CheckOptions = ReturnType<ReturnType<typeof checkCommand>["opts"]>;

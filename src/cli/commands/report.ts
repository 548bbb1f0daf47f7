import { Command } from "@commander-js/extra-typings";

/** `ipswap-eval report`: a stored result as a page, and in the forms of other programs. */
export function reportCommand() {
  return new Command("report")
    .description("write a result of safety as one HTML page, or for pull requests, papers, model hubs and tables")
    .argument("<folder>", "the folder that safety or study wrote (its --out)")
    .option(
      "--format <ids>",
      "html (one page that needs no server and no network), markdown (for a pull request, under 64 KB), csv (every figure as a row), latex (booktabs tables in the paper's layout), model-card (Hugging Face), tensorboard (event files); comma-separated, or all",
      "html",
    )
    .option("--examples <file>", "explain.json of the same data, to show its examples (default: the one in the folder)")
    .option(
      "--check <file>",
      "the JSON of a check, to show its verdicts (default: check.json in the folder, if there is one)",
    )
    .option("--runs <folders...>", "folders that train wrote, to show their curves")
    .option("--charts <folder>", "write each chart there too: vega-lite specification, SVG and PNG")
    .option("--redact", "for sharing: numbers for the names of checkpoints, classes and data, no paths", false)
    .option("-o, --out <path>", "the file, or the folder where there are several (default: in the result's folder)");
}

export type ReportOptions = ReturnType<ReturnType<typeof reportCommand>["opts"]>;

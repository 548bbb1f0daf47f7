import { Command } from "@commander-js/extra-typings";

/** `ipswap-eval report`: a stored result as one HTML page. */
export function reportCommand() {
  return new Command("report")
    .description("write a result of safety as one HTML page that needs no server, network or script")
    .argument("<folder>", "the folder that safety wrote (its --out)")
    .option("--examples <file>", "explain.json of the same data, to show its examples (default: the one in the folder)")
    .option("--out <file>", "where the page goes (default: report.html in the folder)");
}

export type ReportOptions = ReturnType<ReturnType<typeof reportCommand>["opts"]>;

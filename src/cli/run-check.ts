import { appendFile, stat } from "node:fs/promises";
import { counted } from "../core/counted.ts";
import { GateFailed, InputError, Unreliable } from "../core/error.ts";
import { writeAtomic } from "../core/files.ts";
import { defaultBudget } from "../gate/budget/default-budget.ts";
import { readBudget, unlocated } from "../gate/budget/parse-budget.ts";
import { checkSides } from "../gate/check-sides.ts";
import { annotations } from "../gate/formats/annotations.ts";
import { verdictCsv } from "../gate/formats/csv.ts";
import { exitCodeOf } from "../gate/formats/exit-code.ts";
import { junitXml } from "../gate/formats/junit.ts";
import { verdictLatex } from "../gate/formats/latex.ts";
import { markdownReport } from "../gate/formats/markdown.ts";
import { sarifLog } from "../gate/formats/sarif.ts";
import { checkText } from "../gate/formats/text.ts";
import { openSide } from "../gate/open-side.ts";
import { readCheck } from "../gate/read-check.ts";
import type { Side } from "../gate/side.ts";
import { headline } from "../report/check-order.ts";
import { renderReport } from "../report/html/render-report.tsx";
import { redacted, redactedAlone } from "../report/redacted.ts";
import type { CheckResult } from "../result/check-result.ts";
import { readStoredResult } from "../result/stored-result.ts";
import type { CheckOptions } from "./commands/check.ts";
import { type Io, wantsColor } from "./io.ts";
import { version } from "./version.ts";
import { writeOut } from "./write-out.ts";

/** What the `check` command does. Reports are written before the outcome is said, so that no pass lacks its report. */
export async function runCheck(
  result: string | undefined,
  base: string | undefined,
  options: CheckOptions,
  io: Io,
): Promise<void> {
  const { from } = options;
  const found = from === undefined ? await checked(result, base, options, io) : { check: await readCheck(from) };
  await writeReports(found, options, io);
  const check = shared(found.check, options);
  if (options.strict) requireReliable(found, check);
  if (exitCodeOf(check, options.softFail) !== 0) throw new GateFailed(headline(check));
}

/** A check, and of a candidate that is a stored result where that is, and what gives reason to doubt its robust accuracies. */
interface Found {
  readonly check: CheckResult;
  readonly candidatePath?: string;
  readonly doubts?: readonly string[];
}

async function checked(
  result: string | undefined,
  base: string | undefined,
  options: CheckOptions,
  io: Io,
): Promise<Found> {
  const basePath = options.baseline ?? base;
  if (options.ckpt !== undefined) return checkedCheckpoint(options.ckpt, basePath ?? result, options, io);
  if (result === undefined) {
    throw new InputError("check", {
      expected: "a result and what to compare it with, or `ckpt` and `baseline`",
      got: "neither",
      remedy: "For example: ipswap-eval check results/new ipswap.baseline.npz",
    });
  }
  const candidate = await openSide(result, { checkpoint: options.checkpoint, otherwise: "last" });
  const baseline = await openSide(basePath ?? result, { checkpoint: options.baseCheckpoint, otherwise: "first" });
  if (basePath === undefined && baseline.checkpoint.name === candidate.checkpoint.name) {
    throw new InputError(result, {
      expected: "two checkpoints, or something to compare its one with",
      got: `"${candidate.checkpoint.name}" alone`,
      remedy: "Name a baseline: a file that `ipswap-eval baseline save` wrote, or another result.",
    });
  }
  const check = await compared(baseline, candidate, options);
  const { source, doubts } = candidate;
  return { check, ...((await isFile(source)) && { candidatePath: source, doubts }) };
}

async function checkedCheckpoint(
  ckpt: string,
  basePath: string | undefined,
  options: CheckOptions,
  io: Io,
): Promise<Found> {
  if (basePath === undefined) {
    throw new InputError("`baseline`", {
      expected: "what the checkpoint is compared with",
      got: "nothing",
      remedy: "A file that `ipswap-eval baseline save` wrote, or a folder that safety wrote.",
    });
  }
  const baseline = await openSide(basePath, { checkpoint: options.baseCheckpoint, otherwise: "first" });
  const { measureAs } = await import("./measure-as.ts");
  const out = await measureAs(ckpt, baseline, options, io);
  const candidate = await openSide(out, { otherwise: "last" });
  const { source, doubts } = candidate;
  return { check: await compared(baseline, candidate, options), candidatePath: source, doubts };
}

async function compared(baseline: Side, candidate: Side, { budget }: CheckOptions): Promise<CheckResult> {
  const parsed = (await readBudget(budget)) ?? unlocated(defaultBudget(baseline));
  return checkSides(baseline, candidate, parsed, { toolVersion: version() });
}

async function isFile(path: string): Promise<boolean> {
  return path.endsWith(".json") && (await stat(path)).isFile();
}

async function writeReports({ check: found, candidatePath }: Found, options: CheckOptions, io: Io): Promise<void> {
  const check = shared(found, options);
  const json = `${JSON.stringify(check, null, 2)}\n`;
  const reports: readonly (readonly [path: string | undefined, content: () => string | Promise<string>])[] = [
    [options.checkJson, () => json],
    [options.markdown, () => markdownReport(check)],
    [options.csv, () => verdictCsv(check)],
    [options.latex, () => verdictLatex(check)],
    [options.junit, () => junitXml(check, new Date().toISOString())],
    [options.sarif, () => sarifLog(check)],
    [options.html, () => page(found, candidatePath, options.redact)],
  ];
  for (const [path, content] of reports) if (path !== undefined) await writeAtomic(path, await content());
  const { GITHUB_ACTIONS, GITHUB_STEP_SUMMARY } = io.env as Record<string, string | undefined>;
  if (GITHUB_STEP_SUMMARY) await appendFile(GITHUB_STEP_SUMMARY, markdownReport(check));
  const shape = { color: wantsColor(io, io.stdout), every: options.everyCheck, columns: io.stdout.columns };
  const text = options.json ? json : checkText(check, shape);
  await writeOut(io.stdout, text);
  // GitHub reads its commands on both streams; stdout may be JSON alone.
  if (GITHUB_ACTIONS === "true") await writeOut(options.json ? io.stderr : io.stdout, annotations(check));
}

/** Of the candidate alone: what else its folder holds is not what is checked. */
function requireReliable({ doubts }: Found, { candidate }: CheckResult): void {
  if (doubts === undefined) {
    throw new InputError("`strict`", {
      expected: "a candidate that is a stored result, which says what there is to doubt about its attacks",
      got: "one without",
      remedy: "Give the folder that safety wrote.",
    });
  }
  if (doubts.length === 0) return;
  const reasons = counted(doubts.length, "reason");
  throw new Unreliable(
    `--strict: there ${doubts.length === 1 ? "is" : "are"} ${reasons} to doubt robust accuracies of ${candidate.name}; see the notes of the check`,
  );
}

/** What is told of a check: all of it, or what names nobody's things. */
function shared(check: CheckResult, { redact }: CheckOptions): CheckResult {
  return redact ? redactedAlone(check) : check;
}

async function page(check: CheckResult, candidatePath: string | undefined, redact: boolean): Promise<string> {
  if (candidatePath === undefined) {
    throw new InputError("`html`", {
      expected: "a candidate that is a stored result",
      got: "one without",
      remedy: "Give the folder that safety wrote.",
    });
  }
  const { result } = await readStoredResult(candidatePath);
  const source = redact ? redacted({ result, check }) : { result, check };
  return renderReport(source.result, { check: source.check });
}

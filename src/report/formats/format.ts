import type { CheckResult } from "../../result/check-result.ts";
import type { ExampleAnswers } from "../../result/example-answers.ts";
import type { Explanation } from "../../result/explain-result.ts";
import type { Result } from "../../result/safety-result.ts";
import type { TrainingRun } from "../training-run.ts";

/** What a report is made of: a stored result, and what lies beside it where there is any. */
export interface ReportSource {
  readonly result: Result;
  readonly explanation?: Explanation | undefined;
  /** What the checkpoints take the explained examples for under each condition. */
  readonly answers?: ExampleAnswers | undefined;
  /** What a gate found of the last checkpoint. */
  readonly check?: CheckResult | undefined;
  /** How checkpoints were trained, where that is known. */
  readonly runs?: readonly TrainingRun[] | undefined;
}

/** A file of a report. */
export interface ReportFile {
  /** Within the report's folder, with forward slashes. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** A form that a stored result can be handed on in. The same source gives the same bytes. */
export interface ReportFormat {
  /** As the command line names it. */
  readonly id: string;
  /** What it is, for help and lists. */
  readonly title: string;
  write(source: ReportSource): Promise<readonly ReportFile[]>;
}

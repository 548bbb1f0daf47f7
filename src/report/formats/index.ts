import { csv } from "./csv.ts";
import type { ReportFormat } from "./format.ts";
import { html } from "./html.ts";
import { latex } from "./latex.ts";
import { markdown } from "./markdown.ts";
import { modelCard } from "./model-card.ts";
import { tensorboard } from "./tensorboard/tensorboard.ts";

/** Every form that a stored result can be handed on in. */
export const REPORT_FORMATS = [
  html,
  markdown,
  csv,
  latex,
  modelCard,
  tensorboard,
] as const satisfies readonly ReportFormat[];

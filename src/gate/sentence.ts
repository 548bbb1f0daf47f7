import { counted } from "../core/counted.ts";
import { formatValue, type Scale } from "../report/format.ts";
import { fineScaleOf } from "../report/terminal/metric-rows.ts";
import type { Check } from "../result/check-result.ts";
import type { Judged } from "./verdicts.ts";

type Said = Omit<Check, "sentence" | "status">;

/** What a check found, as a sentence that stands by itself, in the metric's own unit. */
export function sentenceOf(check: Said, why: Judged["why"], minimumExamples: number): string {
  const { metric, place, slice, count } = check;
  const subject = `${metric.name} on ${place}${slice === null ? "" : `, ${sliceWords(slice)}`}`;
  if (check.limit !== null) return limitSentence(check, subject);
  if (why === "identical") return `${subject}: both give the same answers.`;
  if (why === "too few examples") {
    return `${subject}: ${counted(count, "example")}, where at least ${minimumExamples} are asked for.`;
  }
  if (why === "undefined") return `${subject}: not defined on these examples.`;
  return changeSentence(check, subject);
}

function sliceWords(slice: string): string {
  const at = slice.indexOf("/");
  return `${slice.slice(0, at)} ${slice.slice(at + 1)}`;
}

function limitSentence({ metric, candidate, limit, verdict }: Said, subject: string): string {
  const scale = fineScaleOf(metric);
  const text = (value: number | null | undefined) => withUnit(value ?? Number.NaN, scale);
  const { min = null, max = null } = limit ?? {};
  const ends = [...(min === null ? [] : [`at least ${text(min)}`]), ...(max === null ? [] : [`at most ${text(max)}`])];
  return `${subject} is ${text(candidate)}, ${verdict === "ok" ? "as" : "not"} allowed (${ends.join(", ")}).`;
}

function changeSentence({ metric, baseline, candidate, change, verdict }: Said, subject: string): string {
  const scale = fineScaleOf(metric);
  const points = (value: number) => harmText(value, scale);
  const { harm, bounds, margin = 0, levels = [0.05, 0.05], detectable = null } = change ?? {};
  const [low, high] = bounds ?? [null, null];
  const moved = `${withUnit(baseline ?? Number.NaN, scale)} to ${withUnit(candidate ?? Number.NaN, scale)}`;
  const confidence = (level: number) => `${Number((100 * (1 - level)).toPrecision(4))} % confidence`;
  const tolerated = margin > 0 ? `, where a loss of ${points(margin)} is tolerated` : "";
  const change_ = `${subject} is ${direction(harm ?? 0, scale)} (${moved})`;
  switch (verdict) {
    case "regressed":
      return low === null || low <= 0
        ? `${change_}${tolerated}.`
        : `${change_}; with ${confidence(levels[0])} at least ${points(low)} worse${tolerated}.`;
    case "improved":
      return high === null || high >= 0
        ? `${change_}.`
        : `${change_}; with ${confidence(levels[1])} at least ${points(-high)} better.`;
    case "ok":
      if (margin > 0) return `${change_}: evidence that it is worse by less than the tolerated ${points(margin)}.`;
      return `${change_}: no evidence of harm${detectable === null ? "" : `; ${points(detectable)} would have been found (80 % power, right answers lost at random)`}.`;
    default:
      return `${change_}: the data do not tell, ${range(low, high, scale)}${tolerated}${detectable === null ? "" : `; ${points(detectable)} would have been found (80 % power, right answers lost at random)`}.`;
  }
}

function direction(harm: number, scale: Scale): string {
  if (Number(formatValue(harm, scale)) === 0) return "the same";
  return harm > 0 ? `${harmText(harm, scale)} worse` : `${harmText(-harm, scale)} better`;
}

function range(low: number | null, high: number | null, scale: Scale): string {
  const end = (value: number | null) =>
    value === null ? "no bound" : Number(formatValue(value, scale)) === 0 ? "the same" : direction(value, scale);
  return `from ${end(low)} to ${end(high)}`;
}

/** A difference: of percentages in points. */
function harmText(value: number, scale: Scale): string {
  const text = formatValue(value, scale);
  return scale.unit === "%" ? `${text} ${Number(text) === 1 ? "point" : "points"}` : text;
}

function withUnit(value: number, scale: Scale): string {
  return scale.unit === "%" ? `${formatValue(value, scale)} %` : formatValue(value, scale);
}

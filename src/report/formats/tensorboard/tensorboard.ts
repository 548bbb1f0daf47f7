import { printedScale } from "../../../core/metric-record.ts";
import { type FigureRow, figureRows } from "../figure-rows.ts";
import type { ReportFormat } from "../format.ts";
import { plainFileName } from "../plain-file-name.ts";
import type { Scalar } from "./event-file.ts";

/** Steps are whole numbers: an epsilon of 1 is this many. */
const EPSILON_STEPS = 10_000;

/**
 * Event files, a run for each checkpoint, so that TensorBoard draws them side by side: clean metrics at step 0, accuracy
 * under an attack against epsilon (in ten-thousandths), metrics under a corruption against severity. Values as the
 * report prints them (percent); each with its interval's ends, where it has one, as `TAG/low` and `TAG/high`.
 */
export const tensorboard = {
  id: "tensorboard",
  title: "event files for TensorBoard, a run for each checkpoint",
  async write({ result }) {
    const { encodeEventFile } = await import("./event-file.ts");
    const rows = figureRows(result);
    return result.checkpoints.map((checkpoint, i) => ({
      path: `tensorboard/${plainFileName(checkpoint.name, i)}/events.out.tfevents.0.ipswap-eval`,
      content: encodeEventFile(rows.filter((row) => row.checkpoint === checkpoint).flatMap(scalarsOf), 0),
    }));
  },
} as const satisfies ReportFormat;

function scalarsOf({ on, metric, value, interval, title }: FigureRow): readonly Scalar[] {
  const factor = printedScale(metric);
  const { tag, step } = curveOf(on, metric.id, title);
  const ends = interval === undefined ? [] : [["/low", interval[0]] as const, ["/high", interval[1]] as const];
  return [["", value] as const, ...ends]
    .filter(([, number]) => Number.isFinite(number))
    .map(([end, number]) => ({ tag: `${tag}${end}`, step, value: number * factor }));
}

/** Which curve a figure is a point of. */
function curveOf(on: FigureRow["on"], metric: string, title: string): Pick<Scalar, "tag" | "step"> {
  switch (on.kind) {
    case "clean":
      return { tag: `clean/${metric}`, step: 0 };
    case "attack":
      return {
        tag: `${on.id}, epsilon x ${EPSILON_STEPS} (${on.space})/${metric}`,
        step: Math.round(on.epsilon * EPSILON_STEPS),
      };
    case "corruption":
      return { tag: `${on.id}, by severity/${metric}`, step: on.severity };
    case "corruptions":
      return { tag: `mean under corruption/${title}`, step: 0 };
  }
}

import type { Study } from "../../result/study-result.ts";
import { textCell } from "../formats/csv-text.ts";

const COLUMNS = ["network", "label_noise", "method", "cost", "column", "title", "seed", "value"];

/** Every figure of every cell as a row: comma-separated, a header, lines ended by CRLF (RFC 4180); values are fractions. */
export function studyCsv({ plan, columns, rows }: Study): string {
  const lines = rows.flatMap(({ network, labelNoise, method, cost, figures }) =>
    columns.flatMap(({ id, title }) =>
      (figures[id]?.values ?? []).map((value, i) => [
        ...[network, labelNoise, method].map(textCell),
        `${cost}`,
        ...[id, title].map(textCell),
        `${plan.seeds[i]}`,
        value === null ? "" : `${value}`,
      ]),
    ),
  );
  return [COLUMNS, ...lines].map((cells) => `${cells.join(",")}\r\n`).join("");
}

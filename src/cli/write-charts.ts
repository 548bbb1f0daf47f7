import { join } from "node:path";
import { writeAtomic } from "../core/files.ts";
import type { Chart } from "../report/charts/chart.ts";
import { chartFiles } from "../report/charts/chart-files.ts";
import type { Io } from "./io.ts";

/** Writes each chart into a folder: specification, SVG and PNG. */
export async function writeCharts(charts: readonly Chart[], folder: string, io: Io): Promise<void> {
  for (const chart of charts) {
    for (const { path, content } of await chartFiles(chart)) {
      await writeAtomic(join(folder, path), content);
      io.stdout.write(`${join(folder, path)}\n`);
    }
  }
}

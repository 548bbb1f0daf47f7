import { join } from "node:path";
import { InputError } from "../../core/error.ts";
import { writeAtomic } from "../../core/files.ts";
import { parseJson } from "../../core/json.ts";
import { printableDeep } from "../../core/printable.ts";
import { readBounded } from "../../core/regular-file.ts";
import { studyCharts } from "../../report/study/charts/study-charts.ts";
import { renderStudy } from "../../report/study/page.tsx";
import { parseStudy } from "../../result/read-result.ts";
import type { ReportOptions } from "../commands/report.ts";
import type { Io } from "../io.ts";
import { writeCharts } from "../write-charts.ts";

/** What `study` wrote into its folder. */
export const STUDY_FILE = "study.json";

/** Largest result of a study: 10,000 cells in 200 columns. */
const MOST_STUDY = 2 ** 28;

/** What `report` does with a study's folder: the page, and the charts as files. */
export async function reportStudy(folder: string, { format, out, charts }: ReportOptions, io: Io): Promise<void> {
  if (format !== "html") {
    throw new InputError("`format`", {
      expected: "html for a study",
      got: `"${format}"`,
      remedy: "Its Markdown, LaTeX and CSV stand in its folder: study.md, study.tex, study.csv.",
    });
  }
  const path = join(folder, STUDY_FILE);
  const text = (await readBounded(path, { most: MOST_STUDY })).toString("utf8");
  const study = parseStudy(parseJson(text, path, { most: MOST_STUDY }), path);
  const page = out ?? join(folder, "report.html");
  await writeAtomic(page, await renderStudy(study));
  io.stdout.write(`${page}\n`);
  if (charts === undefined) return;
  const { over, groups } = studyCharts(printableDeep(study));
  await writeCharts([...over, ...groups.flat()], charts, io);
}

import { join } from "node:path";
import { InputError } from "../../core/error.ts";
import { writeAtomic } from "../../core/files.ts";
import { studiesDocument } from "../../report/study/document.ts";
import { studyTable } from "../../report/study/terminal.ts";
import type { Study } from "../../result/study-result.ts";
import { requireVersion } from "../../study/merge.ts";
import { cellsIn, readIdentity, requireIdentity } from "../../study/study-folder.ts";
import { quoted } from "../command-line.ts";
import type { StudyOptions } from "../commands/study.ts";
import { type Io, wantsColor } from "../io.ts";
import { planOf } from "./plan-source.ts";
import { studyOf } from "./prepare.ts";
import { readRecords, requireFinished, writeResult } from "./show-result.ts";

/** What `study --table` does: the result of each study again, from the cells in its folder. Data and checkpoints need not be there. */
export async function runTable(sources: readonly string[], options: StudyOptions, io: Io): Promise<void> {
  const { document, json, out } = options;
  if (out !== undefined && sources.length > 1) {
    throw new InputError("`out`", { expected: "one study", got: `${sources.length}`, remedy: "Give their folders." });
  }
  const folders: string[] = [];
  for (const source of sources) {
    const isFolder = (await readIdentity(source)) !== undefined;
    folders.push(isFolder ? source : (out ?? join("studies", (await planOf(source, options)).name)));
  }
  const studies: Study[] = [];
  for (const folder of folders) studies.push(await rebuild(folder));
  if (document !== undefined) {
    const parts = studies.map((study, i) => ({ study, command: trainingAgain(study, folders[i]) }));
    const command = ["ipswap-eval study --table", ...folders.map(quoted), "--document", quoted(document)].join(" ");
    await writeAtomic(document, studiesDocument(parts, command));
    io.stderr.write(`Document: ${document}\n`);
  }
  if (json) io.stdout.write(`${JSON.stringify(studies.length === 1 ? studies[0] : studies, undefined, 2)}\n`);
  else if (document === undefined) {
    for (const study of studies) io.stdout.write(studyTable(study, { color: wantsColor(io, io.stdout) }));
  }
}

/** What a reader types to train a study again; where the data are is for them to say. */
function trainingAgain({ plan }: Study, folder: string): string {
  const data = plan.data === "emoji" ? "" : ` --data ${quoted(plan.data)}:PATH`;
  return `ipswap-eval study ${quoted(join(folder, "plan.json"))}${data} --out again`;
}

async function rebuild(path: string): Promise<Study> {
  const identity = await requireIdentity(path);
  const study = await studyOf(identity);
  const folder = cellsIn(path);
  const records = await readRecords(study.cells, folder);
  requireFinished(study.cells, records);
  for (const record of records.values()) requireVersion(record, identity, path);
  return writeResult({ ...study, records }, folder);
}

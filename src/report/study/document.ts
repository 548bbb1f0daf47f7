import type { StudyMethod } from "../../result/study-plan.ts";
import type { Study } from "../../result/study-result.ts";
import { markdownSentence, markdownTable } from "../formats/markdown-text.ts";
import { studyMarkdown } from "./markdown.ts";

/** A study, and the command that trains it again. */
export interface StoredStudy {
  readonly study: Study;
  readonly command: string;
}

/**
 * All studies of a project as one document: how it is made, and for each study its methods, what was found, and its
 * tables. The same cells give the same bytes.
 *
 * @param command what makes this document again
 */
export function studiesDocument(studies: readonly StoredStudy[], command: string): string {
  const parts = studies.map(({ study, command: again }) => {
    const [title, ...rest] = studyMarkdown(study, 2).split("\n\n");
    return [title, `To train it again:\n\n${indented(again)}`, methods(study), ...rest].join("\n\n");
  });
  return `${[
    "# Results",
    "This file is written by a command, from the stored outcome of every training run, sentences too. It is the same to the byte when it is made again:",
    indented(command),
    "A difference is claimed only where its exact test over seeds, adjusted for the number of methods, is below 0.05 and no interval of it holds zero. Everything else is described.",
    ...parts,
  ].join("\n\n")}`;
}

const indented = (text: string) => `    ${text}`;

/** What each method's name stands for, as `train` has it. */
function methods({ plan }: Study): string {
  const rows = plan.methods.map((method) => [method.name ?? method.method, trained(method)].map(markdownSentence));
  return markdownTable(["method", "trained with"], rows, 2);
}

function trained({ method, augment, options, vary, teacher }: StudyMethod): string {
  const given = Object.entries(options).map(([name, value]) => `${name} ${value}`);
  const varied = Object.entries(vary).map(([name, values]) => `${name} ${values.join(" | ")}`);
  return [
    `method ${method}`,
    ...(augment === "none" ? [] : [`augment ${augment}`]),
    ...given,
    ...varied,
    ...(teacher === undefined ? [] : [`teacher ${teacher.method}${teacher.network ? ` (${teacher.network})` : ""}`]),
  ].join(", ");
}

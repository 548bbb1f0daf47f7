import type { Study, StudyRow } from "../../result/study-result.ts";

/** Rows that are compared with each other: those of a network and a share of wrong labels. */
export interface StudyGroup {
  readonly title: string;
  readonly rows: readonly StudyRow[];
}

/** The groups of a study, in its order. */
export function groupsOf({ rows }: Study): readonly StudyGroup[] {
  const titles = [...new Set(rows.map(groupTitle))];
  return titles.map((title) => ({ title, rows: rows.filter((row) => groupTitle(row) === title) }));
}

/** What a row's group is called. */
export function groupTitle({ network, labelNoise }: StudyRow): string {
  return labelNoise === "0" ? network : `${network}, label noise ${labelNoise}`;
}

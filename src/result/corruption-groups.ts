import type { Catalogue } from "./catalogue.ts";

/** Corruptions whose mean is reported: one by itself, a family, a complete suite, or all that were measured. */
export interface CorruptionGroup {
  readonly kind: "corruption" | "family" | "suite" | "all";
  readonly title: string;
  /** Ids of its corruptions, in the order of the catalogue. */
  readonly ids: readonly string[];
}

/** Every group of a result's corruptions; none where none was measured. */
export function corruptionGroups({ corruptions, suites }: Catalogue): readonly CorruptionGroup[] {
  if (corruptions.length === 0) return [];
  const idsWhere = (of: (corruption: Catalogue["corruptions"][number]) => boolean) =>
    corruptions.filter(of).map(({ id }) => id);
  const families = [...new Set(corruptions.map(({ family }) => family))];
  return [
    ...corruptions.map(({ id, title }) => ({ kind: "corruption" as const, title, ids: [id] })),
    ...families.map((title) => ({ kind: "family" as const, title, ids: idsWhere(({ family }) => family === title) })),
    ...suites.map((suite) => ({
      kind: "suite" as const,
      title: suite.id,
      ids: idsWhere(({ id }) => suite.corruptions.includes(id)),
    })),
    { kind: "all", title: "all", ids: corruptions.map(({ id }) => id) },
  ];
}

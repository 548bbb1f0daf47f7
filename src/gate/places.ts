import { type Condition, conditionKey } from "../core/condition.ts";
import { counted } from "../core/counted.ts";
import { groupBy } from "../core/group-by.ts";
import { type Catalogue, described } from "../result/catalogue.ts";
import { conditionsOfKind } from "../result/condition.ts";
import { type CorruptionGroup, corruptionGroups } from "../result/corruption-groups.ts";

/** Where a metric is looked at: one condition, or several whose mean it is. */
export interface Place {
  /** As budgets name it. */
  readonly name: string;
  readonly words: string;
  readonly conditions: readonly Condition[];
}

/** Every place that these conditions make up, each once. */
export function placesOf(conditions: readonly Condition[], catalogue: Catalogue): readonly Place[] {
  return [
    ...(conditions.some(({ kind }) => kind === "clean") ? [CLEAN] : []),
    ...attackPlaces(conditions, catalogue),
    ...corruptionPlaces(conditions, catalogue),
  ];
}

const CLEAN: Place = { name: "clean", words: "clean images", conditions: [{ kind: "clean" }] };

function attackPlaces(conditions: readonly Condition[], { attacks }: Catalogue): readonly Place[] {
  const groups = groupBy(conditionsOfKind(conditions, "attack"), ({ id, space }) => `attack/${id}/${space}`);
  return [...groups].flatMap(([name, members]) => {
    const [{ id, space }] = members;
    const title = `images under ${described(attacks, id).title} (${space === "pixel" ? "pixels" : "normalised input"})`;
    const mean = { name, words: `${title}, mean over ${counted(members.length, "epsilon")}`, conditions: members };
    const each = members.map((condition) => ({
      name: `${name}/${condition.epsilon}`,
      words: `${title}, epsilon ${condition.epsilon}`,
      conditions: [condition],
    }));
    return [mean, ...each];
  });
}

function corruptionPlaces(conditions: readonly Condition[], catalogue: Catalogue): readonly Place[] {
  const measured = conditionsOfKind(conditions, "corruption");
  const groups = corruptionGroups(catalogue).flatMap((group) => {
    const members = measured.filter(({ id }) => group.ids.includes(id));
    return members.length === 0 ? [] : [{ name: nameOf(group), words: wordsOf(group), conditions: members }];
  });
  const each = measured.map((condition) => ({
    name: `corruption/${condition.id}/${condition.severity}`,
    words: `${described(catalogue.corruptions, condition.id).title}, severity ${condition.severity}`,
    conditions: [condition],
  }));
  return [...groups, ...each];
}

function nameOf({ kind, title, ids }: CorruptionGroup): string {
  return { all: "corruptions", corruption: `corruption/${ids[0]}`, family: `family/${title}`, suite: `suite/${title}` }[
    kind
  ];
}

function wordsOf({ kind, title, ids }: CorruptionGroup): string {
  return {
    all: ids.length === 1 ? "corrupted images" : `corrupted images, mean over ${ids.length} corruptions`,
    corruption: `${title}, mean over severities`,
    family: `${title} corruptions, mean over ${ids.length}`,
    suite: `the suite ${title}, mean over ${counted(ids.length, "corruption")}`,
  }[kind];
}

/** The conditions of these places, each once. */
export function conditionsIn(places: readonly Place[]): readonly Condition[] {
  const all = places.flatMap(({ conditions }) => conditions);
  return [...new Map(all.map((condition) => [conditionKey(condition), condition])).values()];
}

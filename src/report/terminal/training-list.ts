import { plainTable } from "./table.ts";

/** What the list says of a training method and of a network. */
interface TrainingList {
  readonly methods: readonly {
    readonly id: string;
    readonly source: string;
    readonly cost: string;
    readonly keeps: string;
    readonly options: Readonly<Record<string, unknown>>;
  }[];
  readonly networks: readonly {
    readonly id: string;
    readonly source: string;
    readonly side: number;
    readonly classes: number;
    readonly parameters: number;
    readonly multiplyAdds: number;
  }[];
}

const millions = (count: number): string => `${(count / 1e6).toFixed(count < 1e8 ? 2 : 1)} M`;

/** Every training method with what a step of it costs and keeps, and every network with its size. */
export function trainingList({ methods, networks }: TrainingList): string {
  const methodRows = methods.map(({ id, cost, keeps, options }) => {
    const shown = Object.entries(options).map(([name, value]) => `${name} ${String(value)}`);
    return [id, cost, keeps, shown.join(", ")];
  });
  const networkRows = networks.map(({ id, side, classes, parameters, multiplyAdds }) => [
    id,
    `${side}`,
    `${classes}`,
    millions(parameters),
    millions(multiplyAdds),
  ]);
  const sources = [...methods, ...networks].map(({ id, source }) => `   ${id}: ${source}`);
  return [
    " Methods. Cost: images that go through the network in a step, for one of plain training, each forward and backward;",
    " forward: another one forward alone, about a third; teacher: one forward through the teacher.",
    plainTable([["id", "cost", "keeps", "options"], ...methodRows], ["left", "left", "left", "left"]),
    " Networks, for images of the side that they were made for: parameters, and multiply-adds for an image.",
    plainTable(
      [["id", "side", "classes", "parameters", "multiply-adds"], ...networkRows],
      ["left", "right", "right", "right", "right"],
    ),
    " Sources",
    ...sources,
    "",
  ].join("\n");
}

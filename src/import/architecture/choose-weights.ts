import type { ImportOptions } from "../shared/imported-model.ts";
import { type Choice, notThere } from "../shared/taken.ts";
import { TOP_LEVEL, type WeightSet } from "../shared/weights.ts";
import type { ShapeTable } from "./family.ts";
import { type NetworkView, networkViews, secondNetworkViews } from "./network-views.ts";
import { fitsArchitecture, type Recognition, recogniseArchitecture } from "./recognise-architecture.ts";

/** Weights that may be the network's, with their name in the file. */
interface Candidate extends NetworkView {
  readonly name: string;
  readonly shapes: ShapeTable;
}

/** The weights to take, and what they are. */
export interface ChosenWeights {
  readonly view: NetworkView;
  readonly recognition: Recognition;
  /** Where the file has more than one set that fits. */
  readonly choice?: Choice;
}

/**
 * Of all sets of weights in a file the one that the user names, or the first that is a known architecture's: the plain
 * weights before their running average, the network before its teacher.
 *
 * @throws InputError where none of that name is there, or none fits
 */
export function chooseWeights(sets: readonly WeightSet[], options: ImportOptions, subject: string): ChosenWeights {
  const candidates = sets.flatMap((set) => networkViews(set.weights).map((view) => candidateOf(set, view)));
  const second = sets.flatMap((set) => secondNetworkViews(set.weights).map((view) => candidateOf(set, view)));
  const all = [...candidates, ...second];
  const fits = ({ shapes }: Candidate): boolean => fitsArchitecture(shapes, options);
  const wanted = options.weights === undefined ? candidates : named(all, sets, options.weights);
  if (wanted.length === 0) {
    const fitting = all.filter(fits);
    const names = (fitting.length > 0 ? fitting : all).map(({ name }) => name);
    throw notThere("weights", options.weights ?? "", [...new Set(names)], subject);
  }
  const recognition = recogniseArchitecture(
    wanted.map(({ shapes }) => shapes),
    options,
    subject,
  );
  const view = wanted.find(({ shapes }) => shapes === recognition.table) ?? wanted[0];
  const others = all.length === 1 ? [] : all.filter((other) => other.name !== view.name && fits(other));
  const names = [...new Set(others.map(({ name }) => name))];
  return { view, recognition, ...(names.length > 0 && { choice: { name: view.name, others: names } }) };
}

/** Those of that name, and those inside of it. */
function named(all: readonly Candidate[], sets: readonly WeightSet[], wanted: string): readonly Candidate[] {
  const exact = all.filter(({ name }) => name === wanted);
  if (exact.length > 0) return exact;
  const set = sets.find(({ name }) => name === wanted);
  return set === undefined ? [] : networkViews(set.weights).map((view) => candidateOf(set, view));
}

function candidateOf(set: WeightSet, view: NetworkView): Candidate {
  const { wrapper } = view;
  const name = wrapper === undefined ? set.name : set.name === TOP_LEVEL ? wrapper : `${set.name}.${wrapper}`;
  return { ...view, name, shapes: new Map([...view.weights].map(([tensor, { shape }]) => [tensor, shape])) };
}

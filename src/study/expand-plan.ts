import { InputError } from "../core/error.ts";
import type { Cell } from "../result/study-cell.ts";
import type { StudyMethod, StudyPlan } from "../result/study-plan.ts";

/** Most cells of a study; each is a training run. */
const MOST_CELLS = 10_000;

/** A method with one value of each option, under its name. */
export type NamedMethod = Omit<StudyMethod, "name" | "vary"> & { readonly name: string };

/**
 * The methods of a plan, one for each combination of the options that vary.
 *
 * @throws InputError where two have the same name, or one named as reference or teacher is missing
 * For example a method with `vary: { p: [0.1, 0.5] }` becomes `ipswap p=0.1` and `ipswap p=0.5`.
 */
export function namedMethods(plan: StudyPlan): readonly NamedMethod[] {
  const named = plan.methods.flatMap((method) => {
    const { name, vary, ...rest } = method;
    return combinations(vary).map((varied) => ({
      ...rest,
      options: { ...rest.options, ...varied },
      name: [name ?? defaultName(method), ...Object.entries(varied).map(([key, value]) => `${key}=${value}`)].join(" "),
    }));
  });
  const names = named.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new InputError(`plan ${plan.name}`, {
      expected: "a name of its own for every method",
      got: `"${twice}" twice`,
      remedy: 'Give one of them another "name".',
    });
  }
  for (const wanted of [plan.reference, ...named.flatMap(({ teacher }) => (teacher ? [teacher.method] : []))]) {
    if (names.includes(wanted)) continue;
    throw new InputError(`plan ${plan.name}`, {
      expected: `one of its methods: ${names.join(", ")}`,
      got: `"${wanted}"`,
    });
  }
  return named;
}

function defaultName({ method, augment, options, teacher }: StudyMethod): string {
  const given = Object.entries(options).map(([key, value]) => `${key}=${value}`);
  return [
    method,
    ...(augment === "none" ? [] : [`+ ${augment}`]),
    ...given,
    ...(teacher ? [`from ${teacher.method}`] : []),
  ].join(" ");
}

function combinations(vary: StudyMethod["vary"]): readonly Readonly<Record<string, string | number | boolean>>[] {
  return Object.entries(vary).reduce<readonly Readonly<Record<string, string | number | boolean>>[]>(
    (so, [key, values]) => so.flatMap((one) => values.map((value) => ({ ...one, [key]: value }))),
    [{}],
  );
}

/** A cell of the table, or one that another needs. */
export interface PlannedCell extends Cell {
  readonly id: string;
  /** `compare`: a figure of the table; `equal-compute`: the reference, trained for longer; `teacher`: neither. */
  readonly purpose: "compare" | "equal-compute" | "teacher";
}

/** What a plan cannot say by itself. */
export interface ExpandOptions {
  /** Images that go through the network for each training example, by the method's id: 1 for plain cross-entropy. */
  readonly costOf: (method: NamedMethod) => number;
  /** Id of a cell: a hash of it, the data, what is measured and the program's version. */
  readonly idOf: (cell: Cell) => string;
}

/**
 * Every cell of a study, each once, teachers before those who learn from them.
 *
 * @throws InputError where there are too many
 */
export function expandPlan(plan: StudyPlan, { costOf, idOf }: ExpandOptions): readonly PlannedCell[] {
  const methods = namedMethods(plan);
  const find = (name: string) => methods.find((method) => method.name === name) as NamedMethod;
  const cells = new Map<string, PlannedCell>();
  const count = methods.length * plan.networks.length * plan.labelNoise.length * plan.seeds.length;
  if (count > MOST_CELLS) {
    throw new InputError(`plan ${plan.name}`, {
      expected: `at most ${MOST_CELLS} cells`,
      got: `${count}`,
      remedy: "Split it into several plans, or take fewer seeds or values.",
    });
  }
  const add = (
    purpose: PlannedCell["purpose"],
    method: NamedMethod,
    place: Place,
    taught: readonly string[],
  ): string => {
    const { network, labelNoise, seed, epochs } = place;
    const { learningRates, ...training } = plan.training;
    if (taught.includes(method.name)) {
      throw new InputError(`plan ${plan.name}`, {
        expected: "teachers that were trained before",
        got: [...taught, method.name].join(" learns from "),
      });
    }
    const teacher =
      method.teacher &&
      add(
        "teacher",
        find(method.teacher.method),
        { ...place, network: method.teacher.network ?? network, epochs: plan.training.epochs },
        [...taught, method.name],
      );
    const cell: Cell = {
      network,
      method: method.name,
      training: {
        method: method.method,
        augment: method.augment,
        options: method.options,
        ...training,
        learningRate: learningRates?.[network] ?? training.learningRate,
        epochs,
        limit: plan.limit ?? null,
      },
      labelNoise,
      seed,
      teacher: teacher ?? null,
    };
    const id = idOf(cell);
    const same = cells.get(id);
    if (same !== undefined && same.method !== method.name) {
      throw new InputError(`plan ${plan.name}`, {
        expected: "methods that differ",
        got: `"${same.method}" and "${method.name}", which are the same training`,
        remedy: "Leave one of them out.",
      });
    }
    // A figure of the table may be a teacher too.
    if (same === undefined || purpose === "compare") cells.set(id, { ...cell, id, purpose });
    return id;
  };
  for (const network of plan.networks) {
    for (const labelNoise of plan.labelNoise) {
      for (const seed of plan.seeds) {
        const place = { network, labelNoise, seed };
        for (const method of methods) {
          add("compare", method, { ...place, epochs: plan.training.epochs }, []);
          const epochs = equalComputeEpochs(plan, costOf(method), costOf(find(plan.reference)));
          if (epochs !== undefined) add("equal-compute", find(plan.reference), { ...place, epochs }, []);
        }
      }
    }
  }
  return [...cells.values()];
}

interface Place {
  readonly network: string;
  readonly labelNoise: string;
  readonly seed: number;
  readonly epochs: number;
}

/** Epochs for which the reference takes as much computation as a dearer method; undefined where that is no question. */
export function equalComputeEpochs(plan: StudyPlan, cost: number, referenceCost: number): number | undefined {
  if (!plan.equalCompute || cost <= referenceCost) return undefined;
  return Math.round((plan.training.epochs * cost) / referenceCost);
}

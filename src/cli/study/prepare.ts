import { findArchitecture } from "../../model/architectures/index.ts";
import type { StudyData } from "../../result/study-cell.ts";
import type { StudyPlan } from "../../result/study-plan.ts";
import { cellId } from "../../study/cell-id.ts";
import { type ExpandOptions, expandPlan, namedMethods, type PlannedCell } from "../../study/expand-plan.ts";
import type { StudyIdentity } from "../../study/study-folder.ts";
import type { Io } from "../io.ts";
import { openData } from "../open-data.ts";
import { version } from "../version.ts";
import { costOfMethod } from "./method-cost.ts";

/** A study that can be run: its plan, and everything that follows from it. */
export interface PreparedStudy extends Pick<ExpandOptions, "costOf"> {
  readonly plan: StudyPlan;
  readonly data: StudyData;
  /** Of the program that runs or ran the cells. */
  readonly toolVersion: string;
  readonly cells: readonly PlannedCell[];
}

/** Opens the data of a plan, and checks everything that can be checked before hours of training. See `studyOf`. */
export async function prepareStudy(plan: StudyPlan, io: Io): Promise<PreparedStudy> {
  const costs = await checkedCosts(plan);
  return assembled({ plan, data: await describeStudyData(plan, io), toolVersion: version() }, costs);
}

/**
 * A study that was run earlier, on data that are known by their hashes, maybe by another version: its cells have the ids
 * that this version gave them.
 *
 * @throws InputError where there is no such network, or a method, its options, its augmentation and its teacher do not go together
 */
export async function studyOf({ plan, data, tool }: StudyIdentity): Promise<PreparedStudy> {
  return assembled({ plan, data, toolVersion: tool.version }, await checkedCosts(plan));
}

function assembled(
  study: Pick<PreparedStudy, "plan" | "data" | "toolVersion">,
  costs: ReadonlyMap<string, number>,
): PreparedStudy {
  const { plan, data, toolVersion } = study;
  const costOf: ExpandOptions["costOf"] = ({ name }) => costs.get(name) as number;
  const idOf: ExpandOptions["idOf"] = (cell) => cellId(cell, { data, measure: plan.measure, toolVersion });
  return { ...study, costOf, cells: expandPlan(plan, { costOf, idOf }) };
}

/** The cost of each method, by name. */
async function checkedCosts(plan: StudyPlan): Promise<ReadonlyMap<string, number>> {
  const teachers = plan.methods.flatMap(({ teacher }) => teacher?.network ?? []);
  for (const network of [...plan.networks, ...teachers]) findArchitecture(network);
  const costs = new Map<string, number>();
  for (const method of namedMethods(plan)) costs.set(method.name, await costOfMethod(plan, method));
  return costs;
}

/** How `train` and `safety` read data that no option says more of. */
const AS_IT_IS = {
  imageSize: undefined,
  preprocess: undefined,
  imageCache: undefined,
  classOrder: undefined,
  exif: undefined,
  alphaChannel: undefined,
  skipUnreadable: false,
};

async function describeStudyData({ data, limit, validation }: StudyPlan, io: Io): Promise<StudyData> {
  const train = await openData({ ...AS_IT_IS, data, limit, validation }, { split: "train", seed: 0 }, io);
  const test = await openData({ ...AS_IT_IS, data, limit: undefined, validation }, { split: "test" }, io);
  return {
    name: train.name,
    train: train.sha256,
    test: test.sha256,
    classes: test.classes.length,
    trainCount: train.count,
    testCount: test.count,
  };
}

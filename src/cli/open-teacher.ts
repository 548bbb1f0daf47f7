import type { Dataset } from "../core/dataset.ts";
import type { Engine } from "../engine/index.ts";
import type { Network } from "../model/network.ts";
import { requireFit } from "../model/require-fit.ts";
import type { TrainOptions } from "./commands/train.ts";
import { type Io, warner } from "./io.ts";
import { openCheckpoints } from "./open-checkpoint.ts";

type TeacherOptions = Pick<TrainOptions, "teacher" | "teacherArch" | "teacherNormalize">;

/**
 * The trained network that a student learns from, of any format; undefined where none is asked for.
 *
 * @throws InputError where it cannot be opened, or does not take the data's images or tell the data's classes apart
 */
export async function openTeacher(
  { teacher, teacherArch, teacherNormalize }: TeacherOptions,
  dataset: Dataset,
  engine: Engine,
  io: Io,
): Promise<Network | undefined> {
  if (teacher === undefined) return undefined;
  const options = {
    arch: teacherArch === undefined ? undefined : [teacherArch],
    normalize: teacherNormalize === undefined ? undefined : [teacherNormalize],
    normalizationParameter: "teacherNormalize",
  };
  const opened = await openCheckpoints([teacher], { options, dataset, engine, warn: warner(io) });
  const [network] = opened.networks;
  try {
    requireFit(network, dataset);
    return network;
  } catch (error) {
    network.dispose();
    throw error;
  }
}

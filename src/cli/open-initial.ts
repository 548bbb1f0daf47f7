import { InputError } from "../core/error.ts";
import { parseNormalization } from "../import/shared/normalization.ts";
import type { Network } from "../model/network.ts";
import { openNetwork } from "../model/open-network.ts";
import type { TrainOptions } from "./commands/train.ts";

/**
 * The network whose weights training starts from, of any format whose layers are known; undefined where none is asked for.
 *
 * @throws InputError where it cannot be opened
 */
export async function openInitial({ init, initNormalize }: InitialOptions, size: Size): Promise<Network | undefined> {
  if (init === undefined) {
    if (initNormalize === undefined) return undefined;
    throw new InputError("`initNormalize`", { expected: "a checkpoint to start from (`init`)", got: "none" });
  }
  return openNetwork(init, {
    imageSize: { height: size.height, width: size.width },
    ...(initNormalize !== undefined && { normalization: parseNormalization(initNormalize, "`initNormalize`") }),
    normalizationParameter: "initNormalize",
  });
}

type InitialOptions = Pick<TrainOptions, "init" | "initNormalize">;

interface Size {
  readonly height: number;
  readonly width: number;
}

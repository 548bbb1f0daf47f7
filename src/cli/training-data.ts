import type { Normalization } from "../core/classifier.ts";
import type { Dataset } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";
import { channelStatistics } from "../data/channel-statistics.ts";
import { withLabelNoise } from "../data/label-noise.ts";
import type { TrainOptions } from "./commands/train.ts";
import type { Io } from "./io.ts";
import { openData } from "./open-data.ts";

/** Both splits as `train` sees them. The test split keeps its true labels. */
export interface TrainingData {
  readonly train: Dataset;
  readonly test: Dataset;
  /** Mean and deviation of the training split's channels. */
  readonly normalization: () => Promise<Normalization>;
  /** What was done to the training labels, in words: `none`, `symmetric 0.2`. */
  readonly labelNoise: string;
}

/** Opens both splits; `limit` is of the training images. */
export async function openTrainingData(options: TrainOptions, io: Io): Promise<TrainingData> {
  const { labelNoise, seed } = options;
  const noise = parseLabelNoise(labelNoise);
  const clean = await openData(options, { split: "train", seed }, io);
  const test = await openData({ ...options, limit: undefined }, { split: "test" }, io);
  return {
    train: noise.rate === 0 ? clean : await withLabelNoise(clean, { ...noise, seed }),
    test,
    normalization: () => channelStatistics(clean),
    labelNoise: noise.rate === 0 ? "none" : `${noise.kind} ${noise.rate}`,
  };
}

/** `0.2` is symmetric; `symmetric:0.2` and `asymmetric:0.2` say which. */
function parseLabelNoise(text: string): { readonly kind: "symmetric" | "asymmetric"; readonly rate: number } {
  const [, kind = "symmetric", digits = ""] = /^(?:(symmetric|asymmetric):)?([0-9.]+)$/.exec(text) ?? [];
  const rate = Number(digits);
  if (digits === "" || !(rate >= 0 && rate <= 1)) {
    throw new InputError("--label-noise", {
      expected: "a share in [0, 1] such as 0.2, or asymmetric:0.2",
      got: `"${text}"`,
    });
  }
  return { kind: kind as "symmetric" | "asymmetric", rate };
}

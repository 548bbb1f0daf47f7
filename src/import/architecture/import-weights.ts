import { sizeOf } from "../../network/weight.ts";
import { type FileFormat, FORMAT_TITLES } from "../file-format.ts";
import { namesOf } from "../shared/class-names.ts";
import { readHubConfig } from "../shared/hub-config.ts";
import type { ImportedModel, ModelFile } from "../shared/imported-model.ts";
import type { PortableCard } from "../shared/portable-card.ts";
import type { WeightSet } from "../shared/weights.ts";
import { chooseWeights } from "./choose-weights.ts";
import { bindWeights } from "./weights-network.ts";

/** Named weights, and what their file says of the network. */
export interface WeightsFile {
  /** The one to take first. */
  readonly sets: readonly WeightSet[];
  readonly classNames?: readonly string[] | undefined;
  readonly card?: PortableCard | undefined;
}

/** A model from named weights and the architecture that they fit. Files beside them may say how its input is made. */
export async function importWeights(
  format: FileFormat,
  { sets, classNames, card }: WeightsFile,
  { path, options }: ModelFile,
): Promise<ImportedModel> {
  const beside = await readHubConfig(path);
  const imageSize = options.imageSize ?? beside.imageSize;
  const { view, recognition, choice } = chooseWeights(sets, { ...options, ...(imageSize && { imageSize }) }, path);
  const { description, alternatives } = recognition;
  const { id, naming, size, classes, network } = description;
  const bound = bindWeights(description, view.weights, path, options.changeWeight);
  const normalization = view.normalization ?? beside.normalization;
  return {
    format: FORMAT_TITLES[format],
    architecture: id,
    naming,
    ...(alternatives.length > 0 && { alternatives }),
    height: card?.input.height ?? imageSize?.height ?? size,
    width: card?.input.width ?? imageSize?.width ?? size,
    classes,
    ...namesOf(classes, classNames, beside.classNames),
    parameters: network.weights.reduce((sum, spec) => sum + sizeOf(spec), 0),
    output: "logits",
    ...(choice && { taken: { weights: choice } }),
    ...(normalization && { normalization }),
    card,
    bound,
    forward: bound.forward,
    dispose: bound.dispose,
  };
}

import { type FileFormat, FORMAT_TITLES } from "../file-format.ts";
import { readHubConfig } from "../shared/hub-config.ts";
import type { ImportedModel, ModelFile } from "../shared/imported-model.ts";
import type { PortableCard } from "../shared/portable-card.ts";
import type { Weights } from "../shared/weights.ts";
import { networkViews } from "./network-views.ts";
import { recogniseArchitecture } from "./recognise-architecture.ts";
import { bindWeights } from "./weights-network.ts";

/** A model from named weights and the architecture that they fit. Files beside them may say how its input is made. */
export async function importWeights(
  format: FileFormat,
  weights: Weights,
  { path, options }: ModelFile,
  card?: PortableCard,
): Promise<ImportedModel> {
  const beside = await readHubConfig(path);
  const imageSize = options.imageSize ?? beside.imageSize;
  const views = networkViews(weights).map((view) => ({
    ...view,
    shapes: new Map([...view.weights].map(([name, { shape }]) => [name, shape])),
  }));
  const { description, alternatives, table } = recogniseArchitecture(
    views.map(({ shapes }) => shapes),
    { ...options, ...(imageSize && { imageSize }) },
    path,
  );
  const view = views.find(({ shapes }) => shapes === table) ?? views[0];
  const { id, naming, size, classes, network } = description;
  const { forward, dispose } = bindWeights(description, view.weights, path);
  const normalization = view.normalization ?? beside.normalization;
  return {
    format: FORMAT_TITLES[format],
    architecture: id,
    naming,
    ...(alternatives.length > 0 && { alternatives }),
    height: card?.input.height ?? imageSize?.height ?? size,
    width: card?.input.width ?? imageSize?.width ?? size,
    classes,
    parameters: network.weights.reduce((sum, { shape }) => sum + shape.reduce((product, n) => product * n, 1), 0),
    output: "logits",
    ...(normalization && { normalization }),
    card,
    forward,
    dispose,
  };
}

import type { PortableCard } from "../../portable-card.ts";
import { type FileFormat, FORMAT_TITLES } from "../file-format.ts";
import type { ImportedModel, ModelFile } from "../imported-model.ts";
import type { Weights } from "../weights.ts";
import { networkViews } from "./network-views.ts";
import { recogniseArchitecture } from "./recognise-architecture.ts";
import { bindWeights } from "./weights-network.ts";

/** A model from named weights and the architecture that they fit. */
export function importWeights(
  format: FileFormat,
  weights: Weights,
  { path, options }: ModelFile,
  card?: PortableCard,
): ImportedModel {
  const views = networkViews(weights).map((view) => ({
    ...view,
    shapes: new Map([...view.weights].map(([name, { shape }]) => [name, shape])),
  }));
  const { description, alternatives, table } = recogniseArchitecture(
    views.map(({ shapes }) => shapes),
    options,
    path,
  );
  const view = views.find(({ shapes }) => shapes === table) ?? views[0];
  const { id, naming, size, classes, network } = description;
  const { forward, dispose } = bindWeights(description, view.weights, path);
  return {
    format: FORMAT_TITLES[format],
    architecture: id,
    naming,
    ...(alternatives.length > 0 && { alternatives }),
    height: card?.input.height ?? options.imageSize?.height ?? size,
    width: card?.input.width ?? options.imageSize?.width ?? size,
    classes,
    parameters: network.weights.reduce((sum, { shape }) => sum + shape.reduce((product, n) => product * n, 1), 0),
    output: "logits",
    ...(view.normalization && { normalization: view.normalization }),
    card,
    forward,
    dispose,
  };
}

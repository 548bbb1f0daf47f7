import type { PortableCard } from "../../portable-card.ts";
import { type FileFormat, FORMAT_TITLES } from "../file-format.ts";
import type { ImportedModel, ModelFile } from "../imported-model.ts";
import type { Weights } from "../weights.ts";
import { recogniseArchitecture } from "./recognise-architecture.ts";
import { bindWeights } from "./weights-network.ts";

/** A model from named weights and the architecture that they fit. */
export function importWeights(
  format: FileFormat,
  weights: Weights,
  { path, options }: ModelFile,
  card?: PortableCard,
): ImportedModel {
  const shapes = new Map([...weights].map(([name, { shape }]) => [name, shape]));
  const description = recogniseArchitecture(shapes, options.architecture, path);
  const { id, naming, size, classes, network } = description;
  const { forward, dispose } = bindWeights(description, weights, path);
  return {
    format: FORMAT_TITLES[format],
    architecture: id,
    naming,
    height: card?.input.height ?? options.imageSize?.height ?? size,
    width: card?.input.width ?? options.imageSize?.width ?? size,
    classes,
    parameters: network.weights.reduce((sum, { shape }) => sum + shape.reduce((product, n) => product * n, 1), 0),
    output: "logits",
    card,
    forward,
    dispose,
  };
}

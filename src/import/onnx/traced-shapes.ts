import type * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/error.ts";
import { CHANNELS } from "../../core/image.ts";
import { mapIn, type ScoreMap } from "../shared/map-of-scores.ts";
import { notARow, scoresIn } from "../shared/row-of-scores.ts";
import { tracedShape } from "../shared/trace-images.ts";
import type { ExportedShapes } from "./fixed-batch.ts";
import type { OnnxGraph } from "./graph.ts";
import type { InputLayout } from "./input-layout.ts";
import { createInterpreter } from "./interpret.ts";
import { plain, shapeOf, type Value } from "./value.ts";

/** Largest number of images that a file may have been exported for. */
const LARGEST_BATCH = 4096;

/** Shapes of a graph that was exported for a number of images, for that number. */
export function exportedShapes(
  graph: OnnxGraph,
  layout: InputLayout,
  value: string,
  path: string,
): ExportedShapes | undefined {
  const [batch] = graph.input.shape;
  const size = [layout.height, layout.width];
  if (batch === undefined) return undefined;
  if (batch > LARGEST_BATCH) {
    throw new InputError(`${path}, input ${graph.input.name}`, {
      expected: `a batch of at most ${LARGEST_BATCH} images`,
      got: `${batch}`,
      remedy: "Export the model with a dynamic batch axis.",
    });
  }
  const shapes = new Map<string, readonly number[]>([
    ...[...graph.constants].map(([name, { shape }]) => [name, shape] as const),
    [graph.input.name, layout.channelsFirst ? [batch, layout.channels, ...size] : [batch, ...size, layout.channels]],
  ]);
  const run = createInterpreter(graph, layout, path);
  const noteShape = (name: string, value: Value) => {
    shapes.set(name, shapeOf(value));
    return undefined;
  };
  shapeAlone((images) => plain(run(images, value, noteShape)), [batch, layout.height, layout.width, CHANNELS], path);
  return shapes;
}

/** Runs the graph without computing anything, which also finds every node that does not fit. */
function shapeAlone(
  forward: (images: tf.Tensor4D) => tf.Tensor,
  images: readonly number[],
  path: string,
): readonly number[] {
  try {
    return tracedShape(forward, images, path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      path,
      { expected: "a graph that can be computed", got: (error as Error).message },
      { cause: error },
    );
  }
}

/** The map of scores that an output is; see `mapIn`. */
export function outputMap(forward: (images: tf.Tensor4D) => tf.Tensor, layout: InputLayout, path: string): ScoreMap {
  const batch = 2;
  const shape = shapeAlone(forward, [batch, layout.height, layout.width, CHANNELS], path);
  return mapIn(shape, batch, layout, path);
}

/**
 * Numbers for each image in an output.
 *
 * @throws InputError where it has no row for each
 */
export function outputScores(
  forward: (images: tf.Tensor4D) => tf.Tensor,
  { height, width }: InputLayout,
  path: string,
): number {
  // Two images: a batch size of one would not show what depends on it.
  const batch = 2;
  const shape = shapeAlone(forward, [batch, height, width, CHANNELS], path);
  const scores = scoresIn(shape, batch);
  if (scores === undefined) throw notARow(shape, batch, path);
  return scores;
}

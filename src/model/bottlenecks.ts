import "../engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import { CHANNELS } from "../core/image.ts";
import type { Graph, Value } from "../engine/graph/graph.ts";
import { trace } from "../engine/trace.ts";
import type { Network } from "./network.ts";
import type { Tap } from "./tap.ts";

/** As for `listTaps`. */
const BATCH = 2;

/**
 * Those of a network's taps that everything passes through: what the logits know of the image they know from this
 * activation alone. In a network of residual blocks these are the sums between blocks and what leads on from the last,
 * and not the activations inside a block, which the shortcut goes around. The network is recorded once, and nothing is
 * computed.
 *
 * @returns in the order in which they are computed
 */
export function bottlenecks(
  network: Pick<Network, "forward" | "height" | "width">,
  taps: readonly Tap[],
): readonly Tap[] {
  const named = new Map(taps.map((tap) => [tap.name, tap]));
  const met: Tap[] = [];
  const { graph } = trace(
    (images) => {
      const values: tf.Tensor[] = [];
      const logits = network.forward(images as tf.Tensor4D, (name, read) => {
        const tap = named.get(name);
        if (tap === undefined) return undefined;
        met.push(tap);
        values.push(tf.keep(tf.clone(read())));
        return undefined;
      });
      return [logits, ...values];
    },
    [{ shape: [BATCH, network.height, network.width, CHANNELS] }],
    [],
  );
  const [logits, ...values] = graph.outputs.map((output) => original(output, graph));
  const narrow = narrowValues(graph, logits);
  return met.filter((_, i) => narrow.has(values[i]));
}

/** An output may be a copy of the value that it stands for. */
function original(output: Value, { operations }: Graph): Value {
  const producer = operations.find(({ outputs }) => outputs.includes(output));
  const [input] = producer?.inputs ?? [];
  return producer?.operator === "Identity" && input !== undefined ? input : output;
}

/**
 * Values on every path from the graph's input to the logits. In the order of computation a value is one where, once it
 * is there, nothing that came before it is read any more.
 */
function narrowValues({ inputs: [images], operations }: Graph, logits: Value): ReadonlySet<Value> {
  const known = new Set<Value>([images]);
  for (const { inputs, outputs } of operations) {
    if (inputs.some((input) => input !== undefined && known.has(input)))
      for (const output of outputs) known.add(output);
  }
  const needed = new Set<Value>([logits]);
  const lastRead = new Map<Value, number>([[logits, operations.length]]);
  for (let at = operations.length - 1; at >= 0; at--) {
    if (!operations[at].outputs.some((output) => needed.has(output))) continue;
    for (const input of operations[at].inputs) {
      if (input === undefined) continue;
      needed.add(input);
      if (!lastRead.has(input)) lastRead.set(input, at);
    }
  }
  const narrow = new Set<Value>();
  let open = lastRead.get(images) ?? -1;
  operations.forEach(({ outputs }, at) => {
    const made = outputs.filter((output) => needed.has(output) && known.has(output));
    if (made.length === 1 && open <= at) narrow.add(made[0]);
    for (const output of made) open = Math.max(open, lastRead.get(output) ?? -1);
  });
  return narrow;
}

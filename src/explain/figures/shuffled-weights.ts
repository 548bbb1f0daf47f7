import type { Random } from "../../core/random.ts";
import type { WeightChange } from "../../model/open-network.ts";

/** Randomised weights, and how many were found to randomise. */
export interface ShuffledWeights {
  readonly change: WeightChange;
  /** Weights that were shuffled so far. */
  count(): number;
}

/**
 * Shuffles the values of every weight with at least two axes longer than one (kernels, matrices, embeddings); vectors
 * stay. So each weight keeps its distribution, and nothing of what it has learned.
 *
 * @param random draws an order for each weight, by its name
 */
export function shuffledWeights(random: Random): ShuffledWeights {
  let count = 0;
  return {
    count: () => count,
    change(name, shape, values) {
      if (shape.filter((size) => size > 1).length < 2) return values;
      count++;
      return shuffled(values, random.fork("weight", name));
    },
  };
}

/** Fisher and Yates. */
function shuffled(values: Float32Array, random: Random): Float32Array {
  const result = Float32Array.from(values);
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}

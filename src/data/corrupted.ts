import type { Severity } from "../core/condition.ts";
import type { Dataset } from "../core/dataset.ts";
import { inOrder } from "../core/in-order.ts";
import type { Corruptor } from "./corruptor.ts";

export interface CorruptionRequest {
  readonly dataset: Pick<Dataset, "height" | "width" | "read">;
  /** Which images, in which order; each is corrupted by its index, whatever the order. */
  readonly indices: Int32Array;
  readonly corruption: string;
  readonly severity: Severity;
  readonly seed: number | string;
  /** Images per batch: of speed only. */
  readonly batch: number;
  readonly corruptor: Corruptor;
}

/** Some of the corrupted images: those of `indices.subarray(start, start + count)`. */
export interface CorruptedBatch {
  readonly start: number;
  readonly count: number;
  /** Row-major [count, height, width, 3]. */
  readonly pixels: Uint8Array;
}

/**
 * Corrupted images, batch by batch in the order of `indices`. While the caller works on one batch the next ones are
 * made: one per thread and one more, so memory stays the same however many there are.
 *
 * @example
 * const corruptor = createCorruptor();
 * const which = { dataset: emoji, indices: Int32Array.of(0, 1, 2), corruption: "fog", severity: 3, seed: 0 };
 * const counts = [];
 * for await (const { count } of corruptBatches({ ...which, batch: 2, corruptor })) counts.push(count);
 * counts // [2, 1]
 */
export function corruptBatches(request: CorruptionRequest): AsyncGenerator<CorruptedBatch, void, undefined> {
  const { indices, batch, corruptor } = request;
  const starts = Array.from({ length: Math.ceil(indices.length / batch) }, (_, i) => i * batch);
  return inOrder(
    starts.map((start) => () => corruptBatch(request, start)),
    corruptor.threads,
  );
}

async function corruptBatch(request: CorruptionRequest, start: number): Promise<CorruptedBatch> {
  const { dataset, corruption, severity, seed, corruptor } = request;
  const indices = request.indices.slice(start, start + request.batch);
  const { height, width } = dataset;
  const pixels = await dataset.read(indices);
  const corrupted = await corruptor.corrupt({ corruption, severity, seed, pixels, height, width, indices });
  return { start, count: indices.length, pixels: corrupted };
}

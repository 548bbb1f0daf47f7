import type { Random } from "../src/core/random.ts";
import type { AttackBatch } from "./attack.ts";
import type { Ball } from "./ball.ts";
import type { Norm } from "./norms/norm.ts";
import { rowOf } from "./rows.ts";

/** The generator of one example in one restart of an attack: no batch, order or epsilon list changes its draws. */
export function randomOf(batch: AttackBatch, row: number, id: string, restart: number): Random {
  return batch.random.fork("attack", id, batch.indices[row], restart);
}

/** A random point of the ball around each clean image. */
export function scatterStart(id: string, batch: AttackBatch, norm: Norm, ball: Ball, restart: number): Float32Array {
  const images = Float32Array.from(batch.images);
  const size = images.length / batch.labels.length;
  for (let row = 0; row < batch.labels.length; row++) {
    const clean = rowOf(batch.images, row, size);
    norm.scatter(rowOf(images, row, size), clean, ball, randomOf(batch, row, id, restart));
  }
  return images;
}

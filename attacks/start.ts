import type { Random } from "../src/core/random.ts";
import type { Victims } from "./attack.ts";
import type { Ball } from "./ball.ts";
import type { Norm } from "./norms/norm.ts";
import { rowOf } from "./rows.ts";

/** The generator of one example in one restart of an attack: no batch, order or epsilon list changes its draws. */
export function randomOf(victims: Victims, row: number, id: string, restart: number): Random {
  return victims.random.fork("attack", id, victims.indices[row], restart);
}

/** A random point of the ball around each clean image. */
export function scatterStart(id: string, victims: Victims, norm: Norm, ball: Ball, restart: number): Float32Array {
  const images = Float32Array.from(victims.images);
  const size = images.length / victims.labels.length;
  for (let row = 0; row < victims.labels.length; row++) {
    const clean = rowOf(victims.images, row, size);
    norm.scatter(rowOf(images, row, size), clean, ball, randomOf(victims, row, id, restart));
  }
  return images;
}

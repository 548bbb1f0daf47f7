import type { AttackBatch } from "./attack.ts";
import type { Ball } from "./ball.ts";
import type { Goal } from "./goal.ts";
import type { Norm } from "./norms/norm.ts";
import { rowOf, takeRows } from "./rows.ts";

/** Where an ascent is. */
export interface Position {
  readonly images: Float32Array;
  /** With momentum: the directions so far. */
  readonly velocity?: Float32Array;
}

/** What the network said at a position, and the position one step on. */
export interface Climbed {
  readonly logits: Float32Array;
  readonly losses: ArrayLike<number>;
  readonly next: Position;
}

/** How to climb. */
export interface Climb {
  readonly norm: Norm;
  readonly ball: Ball;
  /** In epsilon's units. */
  readonly stepSize: number;
  /** 0: none. */
  readonly momentum: number;
}

/**
 * Looks at the images and takes one projected step. A model that offers signed steps as one compiled graph takes them
 * there: the images then do not pass through here.
 *
 * @param atStart whether `position` is the clean images, whose gradient attacks on the batch share
 */
export async function climb(
  { norm, ball, stepSize, momentum }: Climb,
  batch: AttackBatch,
  goal: Goal,
  position: Position,
  atStart: boolean,
): Promise<Climbed> {
  const { model, images: clean, labels, targets } = batch;
  const shared = atStart && targets === undefined;
  if (!shared && model.signStep && norm.id === "linf" && momentum === 0 && targets === undefined) {
    const { logits, losses, images } = await model.signStep(position.images, clean, labels, {
      stride: ball.unit.map((unit) => stepSize * unit),
      reach: ball.unit.map((unit) => ball.epsilon * unit),
      lowest: ball.lowest,
      highest: ball.highest,
    });
    return { logits, losses, next: { images } };
  }
  const { logits, losses, gradient } = shared ? await batch.clean() : await goal.pass(position.images);
  const images = Float32Array.from(position.images);
  const velocity = momentum === 0 ? undefined : new Float32Array(images.length);
  const size = images.length / labels.length;
  for (let row = 0; row < labels.length; row++) {
    const x = rowOf(images, row, size);
    let direction = rowOf(gradient, row, size);
    if (velocity !== undefined) {
      const before = position.velocity && rowOf(position.velocity, row, size);
      direction = accelerate(rowOf(velocity, row, size), direction, momentum, before);
    }
    norm.climb(x, direction, stepSize, ball);
    norm.project(x, rowOf(clean, row, size), ball);
  }
  return { logits, losses, next: velocity === undefined ? { images } : { images, velocity } };
}

/** Looks at the images and stays. */
export async function forwardOnly(batch: AttackBatch, goal: Goal, position: Position): Promise<Climbed> {
  const logits = await batch.model.logits(position.images);
  return { logits, losses: goal.losses(logits), next: position };
}

/** A position without the rows that are not named. */
export function selectPosition({ images, velocity }: Position, rows: Int32Array, size: number): Position {
  return {
    images: takeRows(images, rows, size),
    ...(velocity && { velocity: takeRows(velocity, rows, size) }),
  };
}

/** velocity <- momentum x before + gradient / |gradient|_1; returns it. */
function accelerate(
  velocity: Float32Array,
  gradient: Float32Array,
  momentum: number,
  before: Float32Array | undefined,
): Float32Array {
  const sum = gradient.reduce((total, value) => total + Math.abs(value), 0);
  const scale = sum > 0 && Number.isFinite(sum) ? 1 / sum : 0;
  for (let i = 0; i < velocity.length; i++) {
    velocity[i] = momentum * (before?.[i] ?? 0) + (scale === 0 ? 0 : gradient[i] * scale);
  }
  return velocity;
}

import type { Scalar, Tensor2D } from "@tensorflow/tfjs-core";
import { z } from "zod";
import { InputError } from "../core/error.ts";
import type { Random } from "../core/random.ts";
import { BRANCHES, type SamplerId } from "./sampler.ts";
import type { Moment } from "./schedule.ts";

/** Images of one step, cropped, flipped and normalised, before the method does its own to them. */
export interface Batch {
  /**
   * One set of images, or two for a method that samples pairs: image i of the second is another image of the class of
   * image i of the first. Row-major [count, height, width, 3]; a method changes them in place.
   */
  readonly branches: readonly Float32Array[];
  /** Class of each image, the same in both branches. */
  readonly labels: Int32Array;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly classes: number;
}

/** A way of training: what it does to a batch, and the loss it minimises. */
export interface Method {
  /** What makes up an example of a batch. */
  readonly sampler: SamplerId;
  /** Branches that go through the network: all, or the first where the others only lend their pixels. */
  readonly learnsFrom: "all" | "first";
  /** Every option, defaults included: what the card says. */
  readonly options: Readonly<Record<string, z.core.util.JSONType>>;
  /**
   * Changes the images in place and says what they should be recognised as: row-major [count, classes], rows that
   * sum to one, the same for both branches. All its randomness comes from `random`, which is named after the step.
   */
  prepare(batch: Batch, random: Random, moment: Moment): Float32Array;
  /** The loss, in TensorFlow.js functions: logits [count, classes] of each branch against the targets. */
  loss(logits: readonly Tensor2D[], targets: Tensor2D): Scalar;
}

/** A method as its file writes it: the schema of its options (all with defaults), and functions of the options. */
interface MethodDefinition<Schema extends z.ZodObject> {
  readonly options: Schema;
  readonly sampler: SamplerId;
  /** Default: all. */
  readonly learnsFrom?: Method["learnsFrom"];
  prepare(batch: Batch, options: z.output<Schema>, random: Random, moment: Moment): Float32Array;
  loss(logits: readonly Tensor2D[], targets: Tensor2D, options: z.output<Schema>): Scalar;
}

/** Makes a method from the options that a user gave. */
export type MethodFactory = (given: Readonly<Record<string, unknown>>) => Method;

/** @returns what turns given options into a method; it throws InputError on options that do not fit, naming one */
export function defineMethod<Schema extends z.ZodObject>(definition: MethodDefinition<Schema>): MethodFactory {
  return (given) => {
    const parsed = z.strictObject(definition.options.shape).safeParse(given);
    if (!parsed.success) throw optionError(parsed.error.issues[0], given, Object.keys(definition.options.shape));
    const options = parsed.data as z.output<Schema>;
    return {
      sampler: definition.sampler,
      learnsFrom: definition.learnsFrom ?? "all",
      options: options as Method["options"],
      prepare: (batch, random, moment) => definition.prepare(batch, options, random, moment),
      loss: (logits, targets) => definition.loss(logits, targets, options),
    };
  };
}

function optionError(
  issue: z.core.$ZodIssue,
  given: Readonly<Record<string, unknown>>,
  known: readonly string[],
): InputError {
  if (issue.code === "unrecognized_keys") {
    return new InputError(parameter(issue.keys[0]), {
      expected:
        known.length === 0 ? "no option of its own for this method" : `one of ${known.map(parameter).join(", ")}`,
      got: parameter(issue.keys[0]),
      remedy: "Leave it out, or choose a method that has it.",
    });
  }
  const option = String(issue.path[0]);
  return new InputError(parameter(option), {
    // zod writes "Too big: expected number to be <=1": what was expected is what the sentence here needs.
    expected: /expected (.*?)(?:, received .*)?$/.exec(issue.message)?.[1] ?? "a value that fits",
    got: JSON.stringify(given[option]),
  });
}

/** Branches of a batch that go through the network in a step. */
export function networkBranches({ sampler, learnsFrom }: Method): number {
  return learnsFrom === "first" ? 1 : BRANCHES[sampler];
}

/** An option's name in a message. */
const parameter = (option: string): string => `\`${option}\``;

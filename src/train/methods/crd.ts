import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { z } from "zod";
import { InputError } from "../../core/error.ts";
import type { Random } from "../../core/random.ts";
import { drawNegatives } from "../draw-negatives.ts";
import { defineMethod } from "../method.ts";
import type { MethodState, StateSize } from "../method-state.ts";
import type { PartSizes, Parts } from "../parts.ts";
import { teacherStudentLoss, teacherStudentOptions } from "../teacher-student.ts";

/**
 * Contrastive representation distillation: the student's features of an image should tell the teacher's features of the
 * same image from those of other images. v and w are linear embeddings of student and teacher, of length 1, both learnt.
 * Two memory banks hold the last embeddings of every training image. With P(u, m) = exp(u . m / tau) / Z, a bank's row
 * m_i of the image itself and rows m_k of the K images that it stands against, each side loses
 * -(1 / N) [sum log(P_i / (P_i + c)) + sum log((K / n) / (P_k + c))], c = K / n + 1e-7, for n training images: the
 * student's embedding against the teacher's bank, and the other way round. Z of a side is n times the mean of exp in the
 * first step, and stays. After each step m_i becomes (m_i + u) / 2, of length 1.
 *
 * Embeddings are multiplied with the whole bank, [N, dimensions] x [dimensions, n], which takes a hundredth of the memory
 * of gathering K rows for each image.
 */
export const crd = defineMethod({
  id: "crd",
  title: "contrastive distillation: a teacher's features of an image told from those of others",
  source: "Tian et al. 2020; HobbitLong/RepDistiller, crd/",
  sampler: "single",
  keeps: "two embeddings, two rows per image",
  learnsFromTeacher: true,
  mixable: false,
  features: "pooled",
  options: teacherStudentOptions(0.8).extend({
    negatives: z.int().min(1).default(16384).meta({
      value: "k",
      description: "images of other classes that an image stands against",
    }),
    contrastTemperature: z.number().gt(0).default(0.07).meta({ value: "t", description: "tau of the contrast" }),
    memoryKept: z.number().min(0).max(1).default(0.5).meta({
      value: "share",
      description: "share of an image's row of the memory that a step keeps",
    }),
    embedding: z.int().min(1).default(128).meta({ value: "d", description: "dimensions of the embeddings" }),
  }),
  createParts: createEmbeddings,
  createState: drawContrast,
  async loss({ negatives, contrastTemperature, memoryKept, ...options }) {
    const tf = await import("@tensorflow/tfjs-core");
    const { constant } = await import("../constant.ts");
    const { unitVectors } = await import("../unit-vectors.ts");
    return teacherStudentLoss(options, ([student], [teacher], { parts, state: [places, counts] }) => {
      const rows = tf.cast(tf.reshape(places, [-1]), "int32");
      const n = counts.shape[1] as number;
      const noise = negatives / n;

      const side = (name: string, embedded: Tensor, bank: Tensor): Scalar => {
        const batch = embedded.shape[0] as number;
        const scores = tf.exp(
          tf.div(tf.matMul(embedded as Tensor2D, bank as Tensor2D, false, true), contrastTemperature),
        );
        const own = tf.exp(tf.div(tf.sum(tf.mul(embedded, tf.gather(bank, rows)), 1), contrastTemperature));
        const known = parts.recall(`${name}.z`);
        const z = constant(() => {
          const mean = tf.div(tf.add(tf.sum(own), tf.sum(tf.mul(scores, counts))), batch * (negatives + 1));
          // Zero until the first step has set it.
          return tf.add(known, tf.mul(tf.cast(tf.equal(known, 0), "float32"), tf.mul(mean, n)));
        });
        parts.remember(`${name}.z`, z);
        const against = (score: Tensor) => tf.add(tf.div(score, z), noise + 1e-7);
        const right = tf.sum(tf.log(tf.div(tf.div(own, z), against(own))));
        const wrong = tf.sum(tf.mul(tf.log(tf.div(noise, against(scores))), counts));
        return tf.div(tf.add(right, wrong), -batch) as Scalar;
      };
      const replaceRows = (name: string, bank: Tensor, embedded: Tensor): void => {
        const mixed = constant(() => {
          const before = tf.gather(bank, rows);
          const after = unitVectors(tf.add(tf.mul(before, memoryKept), tf.mul(embedded, 1 - memoryKept)), 1);
          // TensorFlow.js' own kernel writes into the memory that it is given: a copy.
          return tf.tensorScatterUpdate(tf.mul(bank, 1), tf.reshape(rows, [-1, 1]), after);
        });
        parts.remember(name, mixed);
      };

      const ofStudent = unitVectors(parts.apply("student", student), 1);
      const ofTeacher = unitVectors(parts.apply("teacher", teacher), 1);
      const [students, teachers] = [parts.recall("students"), parts.recall("teachers")];
      const contrast = tf.add(side("student", ofStudent, teachers), side("teacher", ofTeacher, students));
      replaceRows("students", students, ofStudent);
      replaceRows("teachers", teachers, ofTeacher);
      return contrast as Scalar;
    });
  },
});

/** Embeddings of student and teacher, a bank of each, and Z of each side, 0 before the first step. */
async function createEmbeddings(
  { examples, features: [ofStudent], teacherFeatures: [ofTeacher] }: PartSizes,
  { embedding }: { readonly embedding: number },
): Promise<Parts> {
  const { linear } = await import("../../network/linear.ts");
  const bound = 1 / Math.sqrt(embedding / 3);
  const bank = { shape: [examples, embedding], first: (random: Random) => bound * (2 * random.uniform() - 1) };
  const z = { shape: [], first: () => 0 };
  return {
    layers: {
      student: linear("student", ofStudent[0], embedding),
      teacher: linear("teacher", ofTeacher[0], embedding),
    },
    memories: { students: bank, teachers: bank, "student.z": z, "teacher.z": z },
  };
}

/** Gives the place of each image in the training set, and how often each training image stands against it. */
function drawContrast(
  { examples, labels, batch }: StateSize,
  { negatives }: { readonly negatives: number },
): MethodState {
  if (batch > examples) {
    throw new InputError("`batch`", { expected: `at most ${examples}, the training images`, got: `${batch}` });
  }
  // The same memory in every step; a step has read it before the next one is drawn.
  const counts = new Float32Array(batch * examples);
  return {
    shapes: [[batch], [batch, examples]],
    inputs(given, _, random) {
      counts.fill(0);
      given.indices.forEach((index, i) => {
        const row = counts.subarray(i * examples, (i + 1) * examples);
        drawNegatives(labels, labels[index], negatives, row, random.fork(i));
      });
      return [Float32Array.from(given.indices), counts];
    },
    update() {},
    endEpoch() {},
    values: [],
  };
}

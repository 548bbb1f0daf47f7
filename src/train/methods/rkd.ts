import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import { z } from "zod";
import { defineMethod } from "../method.ts";
import { teacherStudentLoss, teacherStudentOptions } from "../teacher-student.ts";

/**
 * Relational knowledge distillation: the student learns how the teacher's features of the images of a batch lie to each
 * other. Distances of all pairs are divided by the mean of the positive ones, each network's by its own; angles are the
 * cosines at x_i of the directions to x_j and x_k, for all triples. Both are compared by the smooth L1 norm (beta 1),
 * averaged over all N^2 pairs and N^3 triples of N images, those of an image with itself included.
 */
export const rkd = defineMethod({
  id: "rkd",
  title: "relational distillation: distances and angles between a teacher's features",
  source: "Park et al. 2019; HobbitLong/RepDistiller, distiller_zoo/RKD.py",
  sampler: "single",
  learnsFromTeacher: true,
  features: "pooled",
  options: teacherStudentOptions(1).extend({
    distanceWeight: z.number().min(0).default(25).meta({ value: "weight", description: "weight of distances" }),
    angleWeight: z.number().min(0).default(50).meta({ value: "weight", description: "weight of angles" }),
  }),
  async loss({ distanceWeight, angleWeight, ...options }) {
    const tf = await import("@tensorflow/tfjs-core");
    const { unitVectors } = await import("../unit-vectors.ts");
    /** x_j - x_i, [i, j, features]. */
    const differences = (features: Tensor) => tf.sub(tf.expandDims(features, 0), tf.expandDims(features, 1));
    /** The authors clamp squared distances at 1e-12: equal rows have a distance, and no gradient. */
    const distances = (between: Tensor) => {
      const count = between.shape[0];
      const others = tf.sub(1, tf.eye(count));
      const lengths = tf.mul(tf.sqrt(tf.maximum(tf.sum(tf.square(between), 2), 1e-12)), others);
      return tf.div(lengths, tf.div(tf.sum(lengths), count * (count - 1)));
    };
    const cosines = (between: Tensor) => {
      const directions = unitVectors(between, 2);
      return tf.matMul(directions, directions, false, true);
    };
    /** e^2 / 2 where |e| < 1, else |e| - 1/2: with m = min(|e|, 1) both are m^2 / 2 + |e| - m. */
    const smoothL1 = (first: Tensor, second: Tensor): Scalar => {
      const error = tf.abs(tf.sub(first, second));
      const small = tf.minimum(error, 1);
      return tf.mean(tf.add(tf.div(tf.square(small), 2), tf.sub(error, small)));
    };
    return teacherStudentLoss(options, ([student], [teacher]) => {
      const [ofStudent, ofTeacher] = [differences(student), differences(teacher)];
      return tf.add(
        tf.mul(smoothL1(distances(ofStudent), distances(ofTeacher)), distanceWeight),
        tf.mul(smoothL1(cosines(ofStudent), cosines(ofTeacher)), angleWeight),
      );
    });
  },
});

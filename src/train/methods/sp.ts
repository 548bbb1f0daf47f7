import type { Tensor } from "@tensorflow/tfjs-core";
import { defineMethod } from "../method.ts";
import { teacherStudentLoss, teacherStudentOptions } from "../teacher-student.ts";

/**
 * Similarity-preserving distillation: images that look alike to the teacher should look alike to the student,
 * (1 / N^2) sum_ij (G_s - G_t)_ij^2 over a batch of N images, where G holds the inner products of the images' last
 * feature maps, each row divided by its Euclidean norm. It depends on the batch size.
 */
export const sp = defineMethod({
  id: "sp",
  title: "similarity-preserving distillation: which images a teacher finds alike",
  source: "Tung and Mori 2019; HobbitLong/RepDistiller, distiller_zoo/SP.py",
  sampler: "single",
  learnsFromTeacher: true,
  features: "last-spatial",
  // RepDistiller's weight.
  options: teacherStudentOptions(3000),
  async loss(options) {
    const tf = await import("@tensorflow/tfjs-core");
    const { unitVectors } = await import("../unit-vectors.ts");
    const similarity = (map: Tensor): Tensor => {
      const features = tf.reshape(map, [map.shape[0], -1]);
      return unitVectors(tf.matMul(features, features, false, true), 1);
    };
    return teacherStudentLoss(options, ([student], [teacher]) =>
      tf.mean(tf.squaredDifference(similarity(student), similarity(teacher))),
    );
  },
});

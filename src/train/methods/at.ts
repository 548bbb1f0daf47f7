import type { Scalar, Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { InputError } from "../../core/error.ts";
import { defineMethod } from "../method.ts";
import { teacherStudentLoss, teacherStudentOptions } from "../teacher-student.ts";

/**
 * Attention transfer: at the end of each stage the student's attention map is compared with the teacher's,
 * sum over stages of mean (a_s - a_t)^2 over images and positions. An attention map is the mean over channels of f^2 at
 * each position, all positions together divided by their Euclidean norm. Where a stage's sizes differ, the larger map is
 * averaged to the smaller one's size first. Stages are matched from the first on.
 */
export const at = defineMethod({
  id: "at",
  title: "attention transfer: a teacher's maps of where it looks",
  source: "Zagoruyko and Komodakis 2017; HobbitLong/RepDistiller, distiller_zoo/AT.py",
  sampler: "single",
  learnsFromTeacher: true,
  features: "stages",
  // RepDistiller's weight. The paper's is of a norm that is not squared.
  options: teacherStudentOptions(1000),
  async loss(options) {
    const tf = await import("@tensorflow/tfjs-core");
    const { unitVectors } = await import("../unit-vectors.ts");
    const attention = (map: Tensor4D): Tensor =>
      unitVectors(tf.reshape(tf.mean(tf.square(map), 3), [map.shape[0], -1]), 1);
    const compareStage = (student: Tensor4D, teacher: Tensor4D): Scalar => {
      const size = Math.min(student.shape[1], teacher.shape[1]);
      const [ofStudent, ofTeacher] = [student, teacher].map((map) => attention(averaged(map, size, tf.avgPool)));
      return tf.mean(tf.squaredDifference(ofStudent, ofTeacher));
    };
    return teacherStudentLoss(options, (student, teacher) => {
      const stages = Math.min(student.length, teacher.length);
      return tf.addN(
        Array.from({ length: stages }, (_, i) => compareStage(student[i] as Tensor4D, teacher[i] as Tensor4D)),
      ) as Scalar;
    });
  },
});

/** Square maps averaged to a side that divides theirs. */
function averaged(
  map: Tensor4D,
  side: number,
  averagePool: (map: Tensor4D, window: number, stride: number, padding: "valid") => Tensor4D,
): Tensor4D {
  const window = map.shape[1] / side;
  if (window === 1) return map;
  if (Number.isInteger(window)) return averagePool(map, window, window, "valid");
  throw new InputError("`teacher`", {
    expected: "stages whose sizes are multiples of the student's, or divide them",
    got: `${map.shape[1]} and ${side}`,
  });
}

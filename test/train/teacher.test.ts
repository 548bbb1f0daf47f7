import "../../src/engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { createTeacher } from "../../src/train/teacher.ts";

/** Logits that are the image's first pixel, channel by channel. */
const forward = (images: tf.Tensor4D) => tf.reshape(tf.slice(images, 0, 2), [2, 3]) as tf.Tensor2D;
const network = { name: "first-pixel", height: 1, width: 1, forward };
/** Two images of one pixel. */
const images = tf.tensor4d([0, 1, 2, -2, 0.5, 1], [2, 1, 1, 3]);

test("sees images with its own normalisation, whatever the student's is", () => {
  // Pixels are x std + mean: 0.5, 0.8, 0.7 and 0.1, 0.65, 0.5 with the student's normalisation. The teacher's takes
  // 0.5 from each and divides by 0.25.
  const teacher = createTeacher(
    { ...network, normalization: { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] } },
    { mean: [0.5, 0.5, 0.3], std: [0.2, 0.3, 0.2] },
    undefined,
  );
  const expected = [0, 1.2, 0.8, -1.6, 0.6, 0];
  teacher
    .say(images)
    .logits.dataSync()
    .forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 6);
    });
});

test("sees the very same images where the normalisations are equal", () => {
  const normalization = { mean: [0.5, 0.4, 0.3], std: [0.2, 0.3, 0.2] } as const;
  const teacher = createTeacher({ ...network, normalization }, normalization, undefined);
  expect(teacher.say(images).logits.dataSync()).toEqual(images.dataSync());
});

import { z } from "zod";

/** What is measured on the same pairs with one kind of image. */
const sideSchema = z.object({
  /** Mean absolute gradient of each convolution's kernel, in the order of `convolutions`. */
  gradients: z.array(z.number()),
  /** Mean over pairs of the distance between the two images' confidences. */
  confidenceGap: z.number(),
  /** Mean absolute gradient of the distillation loss with respect to the logits of both images. */
  distillationGradient: z.number(),
});

/** What the weights after an epoch do with the same pairs of images, with and without swapped patches. */
export const dynamicsSchema = z.object({
  convolutions: z.array(z.string()),
  swapped: sideSchema,
  unswapped: sideSchema,
});

export type Dynamics = z.infer<typeof dynamicsSchema>;

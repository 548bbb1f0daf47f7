import type { Classifier } from "../src/core/classifier.ts";
import { CHANNELS } from "../src/core/image.ts";

/**
 * The classifier, with the reason in `gradientUnavailable` if its gradient cannot be computed: some imported graphs
 * hold operations that have none. One pass over one image; the compiled graph serves the attacks afterwards.
 *
 * @throws whatever the forward pass throws: a network that does not run at all is not one without a gradient
 */
export async function probeGradient(model: Classifier): Promise<Classifier> {
  const image = new Float32Array(model.height * model.width * CHANNELS).fill(0.5);
  await model.logits(image);
  try {
    await model.gradient(image, Int32Array.of(0));
    return model;
  } catch (error) {
    return { ...model, gradientUnavailable: error instanceof Error ? error.message : `${error}` };
  }
}

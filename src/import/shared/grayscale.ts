import * as tf from "@tensorflow/tfjs-core";

/** Channels of the images that a network takes: those of every image here, or one. */
export type Channels = 1 | 3;

/**
 * What a network on images of so many channels gets of images [batch, height, width, 3]: for one, the first. Of grey
 * images all channels are alike, so that this is the image; and a change of the others is none, so that gradients and a
 * corruption's noise are those of one channel. Attacks change the first channel alone (`Ball.channels`), so that their
 * budget is one channel's in every norm.
 */
export function ofChannels(images: tf.Tensor4D, channels: Channels): tf.Tensor4D {
  return channels === 3 ? images : tf.slice(images, [0, 0, 0, 0], [-1, -1, -1, 1]);
}

/** What is to be known of a network on one channel. */
export function channelNotes(channels: Channels): readonly string[] {
  return channels === 3
    ? []
    : [
        "It takes images of one channel: it is given the first of grey images, whose channels are alike; attacks change that one.",
      ];
}

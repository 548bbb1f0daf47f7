import { InputError } from "../core/error.ts";
import { resizeImages } from "../import/shared/resize-images.ts";
import type { ImageSize, Network } from "./network.ts";

/**
 * The network with a bilinear enlargement in front of it, for images smaller than it takes: a network that was
 * fine-tuned at 224 x 224 on images of 32 x 32, say. The enlargement is part of the network, so gradients go through it
 * and an attack changes the small image.
 *
 * Centres of pixels at half coordinates, edges repeated: PyTorch's `interpolate(mode="bilinear")`, torchvision's and
 * Pillow's bilinear enlargement.
 *
 * @throws InputError where the images are larger than the network takes: making them smaller needs a low-pass filter
 */
export function resizeInFront(network: Network, images: ImageSize): Network {
  const { height, width } = network;
  if (height === images.height && width === images.width) return network;
  if (height < images.height || width < images.width) {
    throw new InputError(`checkpoint ${network.name}`, {
      expected: `images of at most ${height} x ${width}, as the network takes`,
      got: `${images.height} x ${images.width}`,
      remedy: "Make the images of a folder smaller with `imageSize`.",
    });
  }
  const interpolation = { method: "bilinear", halfPixelCenters: true } as const;
  return {
    ...network,
    height: images.height,
    width: images.width,
    resizedTo: { height, width },
    forward: (normalized, hook) => network.forward(resizeImages(normalized, [height, width], interpolation), hook),
  };
}

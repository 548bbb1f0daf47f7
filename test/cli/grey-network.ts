import sharp from "sharp";
import { onnxFile } from "../import/onnx-file.ts";

/**
 * An ONNX file for 8 x 8 images that tells so many greys apart: output k is the largest where the mean x of all pixels
 * is nearest to g_k = k / (classes - 1), for 2 s g_k x - s g_k^2 = s x^2 - s (x - g_k)^2.
 */
export function greyNetwork(classes: number): Buffer {
  const sharpness = 40;
  const greys = Array.from({ length: classes }, (_, k) => k / (classes - 1));
  const weights = greys.flatMap((grey) => new Array<number>(3).fill((2 * sharpness * grey) / 3));
  return onnxFile({
    input: ["N", 3, 8, 8],
    nodes: [
      { operator: "GlobalAveragePool", inputs: ["x"], outputs: ["mean"] },
      { operator: "Flatten", inputs: ["mean"], outputs: ["flat"] },
      { operator: "Gemm", inputs: ["flat", "W", "b"], outputs: ["y"], attributes: { transB: 1 } },
    ],
    tensors: {
      W: { shape: [classes, 3], values: weights },
      b: { shape: [classes], values: greys.map((grey) => -sharpness * grey * grey) },
    },
  });
}

/** Images of the k-th of so many greys, as files `<name>/0.png` and so on. */
export async function greyImages(name: string, k: number, classes: number, count: number) {
  const value = Math.round((255 * k) / (classes - 1));
  const image = { create: { width: 8, height: 8, channels: 3, background: { r: value, g: value, b: value } } } as const;
  const png = await sharp(image).png().toBuffer();
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`${name}/${i}.png`, png]));
}

import type { Image } from "../../src/core/image.ts";
import { quantize, UNIT } from "./quantize.ts";

/**
 * The image with its HSV saturation and value mapped, hue kept: to HSV, mapped, back, truncated to 8 bits. Operations
 * and their order follow scikit-image (skimage.color.rgb2hsv, hsv2rgb), so the results are equal in the last bit.
 *
 * @param mapSaturation from and to [0, 1]
 * @param mapValue from and to [0, 1]
 */
export function mapHsv(
  image: Image,
  mapSaturation: (saturation: number) => number,
  mapValue: (value: number) => number,
): Image {
  const { pixels: input } = image;
  const pixels = new Uint8Array(input.length);
  for (let i = 0; i < input.length; i += 3) {
    const red = UNIT[input[i]];
    const green = UNIT[input[i + 1]];
    const blue = UNIT[input[i + 2]];
    const max = Math.max(red, green, blue);
    const delta = max - Math.min(red, green, blue);

    const value = mapValue(max);
    const saturation = mapSaturation(delta === 0 ? 0 : delta / max);
    const sixths = delta === 0 ? 0 : hueTurn(red, green, blue, max, delta) * 6;
    const sector = Math.floor(sixths);
    const fraction = sixths - sector;
    const low = value * (1 - saturation);
    const falling = value * (1 - fraction * saturation);
    const rising = value * (1 - (1 - fraction) * saturation);
    switch (sector % 6) {
      case 0:
        store(pixels, i, value, rising, low);
        break;
      case 1:
        store(pixels, i, falling, value, low);
        break;
      case 2:
        store(pixels, i, low, value, rising);
        break;
      case 3:
        store(pixels, i, low, falling, value);
        break;
      case 4:
        store(pixels, i, rising, low, value);
        break;
      default:
        store(pixels, i, value, low, falling);
    }
  }
  return { ...image, pixels };
}

/** Hue in turns, [0, 1). Where two channels are both the maximum, scikit-image lets the later one decide. */
function hueTurn(red: number, green: number, blue: number, max: number, delta: number): number {
  let sixths: number;
  if (blue === max) sixths = 4 + (red - green) / delta;
  else if (green === max) sixths = 2 + (blue - red) / delta;
  else sixths = (green - blue) / delta;
  const turn = sixths / 6;
  return turn < 0 ? turn + 1 : turn;
}

function store(pixels: Uint8Array, at: number, red: number, green: number, blue: number): void {
  pixels[at] = quantize(red);
  pixels[at + 1] = quantize(green);
  pixels[at + 2] = quantize(blue);
}

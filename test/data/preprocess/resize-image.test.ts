import { expect, test } from "vitest";
import { preprocessImage } from "../../../src/data/preprocess/preprocess.ts";
import { resizeImage } from "../../../src/data/preprocess/resize-image.ts";
import { pillowFixture } from "../image/pillow.ts";

const { files, resized } = pillowFixture();
const { rgb, height, width } = files.get("rgb.png")!;
const image = { pixels: rgb, height, width };

test.for(resized.map((each) => [`${each.height} x ${each.width}`, each] as const))(
  "to %s: the pixels of Pillow's bilinear resize",
  ([, wanted]) => {
    const { pixels, ...size } = resizeImage(image, wanted.height, wanted.width);
    expect(size).toEqual({ height: wanted.height, width: wanted.width });
    expect(Buffer.from(pixels).equals(wanted.rgb)).toBe(true);
  },
);

test("the largest centred square: of 13 x 17 the columns 2 to 14", () => {
  const square = preprocessImage(image, [{ do: "square" }]);
  expect(square).toMatchObject({ height: 13, width: 13 });
  for (const [row, column] of [
    [0, 0],
    [12, 12],
    [7, 3],
  ]) {
    const [to, from] = [(row * 13 + column) * 3, (row * 17 + column + 2) * 3];
    expect(square.pixels.slice(to, to + 3)).toEqual(new Uint8Array(rgb.subarray(from, from + 3)));
  }
});

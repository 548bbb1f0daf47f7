import { ImageProblem } from "./image-problem.ts";

const HEADER_BYTES = 13;
const IMAGE = 0x2c;
const EXTENSION = 0x21;

/** A GIF whose first frame lies within its screen: a decoder makes room for a frame of the size that the frame states. */
export function requireFrameInScreen(bytes: Buffer): void {
  const [screenWidth, screenHeight] = [bytes.readUInt16LE(6), bytes.readUInt16LE(8)];
  let at = HEADER_BYTES + colourTableBytes(bytes[10]);
  while (bytes[at] === EXTENSION) {
    at += 2;
    while (bytes[at] > 0) at += bytes[at] + 1;
    at += 1;
  }
  if (bytes[at] !== IMAGE) throw new ImageProblem("a GIF with an image", "none in it");
  const [left, top] = [bytes.readUInt16LE(at + 1), bytes.readUInt16LE(at + 3)];
  const [width, height] = [bytes.readUInt16LE(at + 5), bytes.readUInt16LE(at + 7)];
  if (left + width > screenWidth || top + height > screenHeight) {
    const got = `one of ${width} x ${height} at ${left}, ${top}`;
    throw new ImageProblem(`a first frame within ${screenWidth} x ${screenHeight}`, got);
  }
}

function colourTableBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

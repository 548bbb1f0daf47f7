import sharp from "sharp";

export const SIDE = 32;

/** Each pixel is the mean of this many rendered ones in either direction. */
const SUPERSAMPLING = 4;
const CANVAS = SIDE * SUPERSAMPLING;

/** Pose: turned by at most so many degrees, the longer side filling this share of the image, mirrored half of the time. */
const MAX_TURN = 12;
const SCALE = { least: 0.72, most: 0.97 };

/** A background is plain enough to see the drawing on where this share of it differs by this much in some channel. */
const VISIBLE = { share: 0.85, difference: 72 };
const BACKGROUND_TRIES = 40;

/**
 * Draws one image: the artwork in a random pose on a plain background of a random colour that it can be seen on.
 *
 * @param artwork what `renderArtwork` made of an emoji
 * @returns row-major [32, 32, 3]
 */
export function drawImage(artwork, random) {
  const turn = ((2 * random.uniform() - 1) * MAX_TURN * Math.PI) / 180;
  const mirror = random.integer(2) === 1 ? -1 : 1;
  const share = SCALE.least + random.uniform() * (SCALE.most - SCALE.least);
  const { box } = artwork;
  const scale = (share * CANVAS) / Math.max(box.width, box.height);
  const shift = (size) => (2 * random.uniform() - 1) * Math.max(0, (CANVAS - size * scale) / 2);
  const [shiftX, shiftY] = [shift(box.width), shift(box.height)];
  const [cosine, sine] = [Math.cos(turn) / scale, Math.sin(turn) / scale];
  const posed = new Float64Array(CANVAS * CANVAS * 4);
  for (let y = 0; y < CANVAS; y++) {
    for (let x = 0; x < CANVAS; x++) {
      const [right, down] = [x + 0.5 - CANVAS / 2 - shiftX, y + 0.5 - CANVAS / 2 - shiftY];
      const fromX = box.x + box.width / 2 + mirror * (cosine * right + sine * down);
      const fromY = box.y + box.height / 2 - sine * right + cosine * down;
      sample(artwork.pixels, fromX - 0.5, fromY - 0.5, posed, (y * CANVAS + x) * 4);
    }
  }
  return flatten(posed, chooseBackground(posed, random));
}

/** Bilinear; transparent outside. */
function sample(pixels, x, y, into, at) {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  for (const [column, row] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ]) {
    const [px, py] = [left + column, top + row];
    if (px < 0 || py < 0 || px >= CANVAS || py >= CANVAS) continue;
    const weight = (1 - Math.abs(x - px)) * (1 - Math.abs(y - py));
    for (let k = 0; k < 4; k++) into[at + k] += weight * pixels[(py * CANVAS + px) * 4 + k];
  }
}

/**
 * An emoji's drawing upright: RGBA with premultiplied alpha, CANVAS x CANVAS, and the box that has ink, since the sets
 * leave different margins and some emoji are small in their square.
 */
export async function renderArtwork({ body, left, top, width, height }) {
  const side = Math.max(width, height);
  const viewBox = [left + (width - side) / 2, top + (height - side) / 2, side, side].join(" ");
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${CANVAS}" height="${CANVAS}" viewBox="${viewBox}">${body}</svg>`;
  const pixels = await sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer();
  if (pixels.length !== CANVAS * CANVAS * 4) throw new Error(`rendered to ${pixels.length} bytes`);
  for (let i = 0; i < pixels.length; i += 4) {
    for (let k = i; k < i + 3; k++) pixels[k] = Math.round((pixels[k] * pixels[i + 3]) / 255);
  }
  return { pixels, box: inkBox(pixels) };
}

function inkBox(pixels) {
  let [left, top, right, bottom] = [CANVAS, CANVAS, -1, -1];
  for (let y = 0; y < CANVAS; y++) {
    for (let x = 0; x < CANVAS; x++) {
      if (pixels[(y * CANVAS + x) * 4 + 3] < 32) continue;
      [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
    }
  }
  if (right === -1) throw new Error("nothing to see");
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

function chooseBackground(pixels, random) {
  let best = { share: -1, colour: [0, 0, 0] };
  for (let i = 0; i < BACKGROUND_TRIES && best.share < VISIBLE.share; i++) {
    const colour = [random.integer(256), random.integer(256), random.integer(256)];
    const share = visibleShare(pixels, colour);
    if (share > best.share) best = { share, colour };
  }
  return best.colour;
}

function visibleShare(pixels, colour) {
  let [ink, visible] = [0, 0];
  for (let i = 0; i < pixels.length; i += 4) {
    const alpha = pixels[i + 3];
    if (alpha < 128) continue;
    ink++;
    const differs = (channel) => Math.abs((pixels[i + channel] * 255) / alpha - colour[channel]) >= VISIBLE.difference;
    if (differs(0) || differs(1) || differs(2)) visible++;
  }
  return ink === 0 ? 0 : visible / ink;
}

/** Puts the rendered drawing on the background and takes the mean of each block. */
function flatten(pixels, colour) {
  const image = new Uint8Array(SIDE * SIDE * 3);
  const block = SUPERSAMPLING * SUPERSAMPLING;
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const sum = [0, 0, 0, 0];
      for (let sample = 0; sample < block; sample++) {
        const row = y * SUPERSAMPLING + Math.floor(sample / SUPERSAMPLING);
        const start = (row * CANVAS + x * SUPERSAMPLING + (sample % SUPERSAMPLING)) * 4;
        for (let k = 0; k < 4; k++) sum[k] += pixels[start + k];
      }
      for (let k = 0; k < 3; k++) {
        const behind = (colour[k] * (255 * block - sum[3])) / 255;
        image[(y * SIDE + x) * 3 + k] = Math.round((sum[k] + behind) / block);
      }
    }
  }
  return image;
}

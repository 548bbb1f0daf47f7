/**
 * A frost-like pattern, evaluated point by point: layers of smooth patches, or of streaks whose direction changes from
 * crystal to crystal. A pure function of position and seed, so that a texture can be sampled at any step without being
 * drawn in full.
 */
export interface FrostPattern {
  readonly seed: number;
  readonly layers: readonly FrostLayer[];
}

interface FrostLayer {
  /** Width of a patch or streak, pixels. */
  readonly width: number;
  readonly weight: number;
  /** How many times longer than wide streaks are; 1 makes patches, the same over the whole pane. */
  readonly elongation: number;
}

/** The pattern at a point, pixels from the upper left; about 0 on average, of no particular scale. */
export function frostAt({ seed, layers }: FrostPattern, x: number, y: number): number {
  let sum = 0;
  for (let i = 0; i < layers.length; i++) {
    const { width, weight, elongation } = layers[i];
    const layerSeed = seed + i * 0x9e37;
    const layer = elongation === 1 ? valueNoise : streaks;
    sum += weight * layer(x / width, y / width, layerSeed, elongation);
  }
  return sum;
}

/** Side of a crystal in widths of its streaks. */
const CRYSTAL = 5;

/** Streaks of width one. The nearest of the surrounding crystals' jittered centres decides the direction. */
function streaks(x: number, y: number, seed: number, elongation: number): number {
  const cellX = Math.floor(x / CRYSTAL);
  const cellY = Math.floor(y / CRYSTAL);
  let nearest = Number.POSITIVE_INFINITY;
  let crystal = 0;
  for (let row = cellY - 1; row <= cellY + 1; row++) {
    for (let column = cellX - 1; column <= cellX + 1; column++) {
      const key = hash(column, row, seed);
      const dx = (column + (key & 0xffff) / 65536) * CRYSTAL - x;
      const dy = (row + (key >>> 16) / 65536) * CRYSTAL - y;
      const distance = dx * dx + dy * dy;
      if (distance < nearest) {
        nearest = distance;
        crystal = key;
      }
    }
  }
  const direction = DIRECTIONS[crystal & (DIRECTIONS.length - 1)];
  const along = (x * direction.cosine + y * direction.sine) / elongation;
  const across = y * direction.cosine - x * direction.sine;
  return valueNoise(along, across, crystal);
}

const DIRECTIONS = Array.from({ length: 64 }, (_, i) => ({
  cosine: Math.cos((i * Math.PI) / 64),
  sine: Math.sin((i * Math.PI) / 64),
}));

/** Smooth noise between -1 and 1 with one random value per unit square. */
function valueNoise(x: number, y: number, seed: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const right = smoothstep(x - column);
  const below = smoothstep(y - row);
  const top = corner(column, row, seed) * (1 - right) + corner(column + 1, row, seed) * right;
  const bottom = corner(column, row + 1, seed) * (1 - right) + corner(column + 1, row + 1, seed) * right;
  return top * (1 - below) + bottom * below;
}

function corner(column: number, row: number, seed: number): number {
  return hash(column, row, seed) / 2147483648 - 1;
}

function smoothstep(t: number): number {
  return t * t * (3 - 2 * t);
}

/** A 32-bit hash of a lattice point: two rounds of MurmurHash3's finaliser. */
function hash(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 0x85ebca6b) ^ Math.imul(y, 0xc2b2ae35) ^ seed;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

// libjpeg's accurate integer transform ("islow"; jfdctint.c, jidctint.c) after Loeffler, Ligtenberg & Moschytz 1989:
// constants in 13-bit fixed point, two further bits kept between the passes.
const CONSTANT_BITS = 13;
const EXTRA_BITS = 2;
const fixed = (value: number) => Math.floor(value * 2 ** CONSTANT_BITS + 0.5);
const F0_298 = fixed(0.298631336);
const F0_390 = fixed(0.39018064);
const F0_541 = fixed(0.5411961);
const F0_765 = fixed(0.765366865);
const F0_899 = fixed(0.899976223);
const F1_175 = fixed(1.175875602);
const F1_501 = fixed(1.50132111);
const F1_847 = fixed(1.847759065);
const F1_961 = fixed(1.96157056);
const F2_053 = fixed(2.053119869);
const F2_562 = fixed(2.562915447);
const F3_072 = fixed(3.072711026);

/**
 * What JPEG does to one block of 8 x 8 samples: transformed, rounded to multiples of the steps, transformed back.
 * The entropy coding between is lossless and left out.
 *
 * @param samples plane, 0...255, changed in place
 * @param at index of the block's first sample
 * @param stride samples per row of the plane
 * @param block space for 64 integers
 */
export function requantizeBlock(
  samples: Uint8Array,
  at: number,
  stride: number,
  steps: Int32Array,
  block: Int32Array,
): void {
  for (let row = 0; row < 8; row++) {
    for (let column = 0; column < 8; column++) block[row * 8 + column] = samples[at + row * stride + column] - 128;
  }
  for (let row = 0; row < 8; row++) forward(block, row * 8, 1, CONSTANT_BITS - EXTRA_BITS, EXTRA_BITS);
  for (let column = 0; column < 8; column++) forward(block, column, 8, CONSTANT_BITS + EXTRA_BITS, -EXTRA_BITS);
  for (let i = 0; i < 64; i++) block[i] = rounded(block[i], steps[i]);
  for (let column = 0; column < 8; column++) inverse(block, column, 8, CONSTANT_BITS - EXTRA_BITS);
  for (let row = 0; row < 8; row++) inverse(block, row * 8, 1, CONSTANT_BITS + EXTRA_BITS + 3);
  for (let row = 0; row < 8; row++) {
    for (let column = 0; column < 8; column++) {
      const sample = block[row * 8 + column] + 128;
      samples[at + row * stride + column] = Math.max(0, Math.min(255, sample));
    }
  }
}

/** Nearest multiple of a step, for a coefficient that the forward transform left scaled by 8; halves away from 0. */
function rounded(coefficient: number, step: number): number {
  const scaled = step * 8;
  const half = scaled >> 1;
  const level = coefficient < 0 ? -(((-coefficient + half) / scaled) | 0) : ((coefficient + half) / scaled) | 0;
  return level * step;
}

/** One line of the forward transform; `evenShift` above 0 shifts the plain sums left, below 0 right with rounding. */
function forward(block: Int32Array, start: number, step: number, shift: number, evenShift: number): void {
  const d0 = block[start];
  const d1 = block[start + step];
  const d2 = block[start + 2 * step];
  const d3 = block[start + 3 * step];
  const d4 = block[start + 4 * step];
  const d5 = block[start + 5 * step];
  const d6 = block[start + 6 * step];
  const d7 = block[start + 7 * step];
  const half = 1 << (shift - 1);

  const sum0 = d0 + d7 + d3 + d4;
  const sum1 = d1 + d6 + d2 + d5;
  const difference0 = d0 + d7 - d3 - d4;
  const difference1 = d1 + d6 - d2 - d5;
  if (evenShift > 0) {
    block[start] = (sum0 + sum1) << evenShift;
    block[start + 4 * step] = (sum0 - sum1) << evenShift;
  } else {
    const evenHalf = 1 << (-evenShift - 1);
    block[start] = (sum0 + sum1 + evenHalf) >> -evenShift;
    block[start + 4 * step] = (sum0 - sum1 + evenHalf) >> -evenShift;
  }
  const even = (difference0 + difference1) * F0_541;
  block[start + 2 * step] = (even + difference0 * F0_765 + half) >> shift;
  block[start + 6 * step] = (even - difference1 * F1_847 + half) >> shift;

  const t4 = d3 - d4;
  const t5 = d2 - d5;
  const t6 = d1 - d6;
  const t7 = d0 - d7;
  const all = (t4 + t6 + t5 + t7) * F1_175;
  const z1 = (t4 + t7) * -F0_899;
  const z2 = (t5 + t6) * -F2_562;
  const z3 = (t4 + t6) * -F1_961 + all;
  const z4 = (t5 + t7) * -F0_390 + all;
  block[start + 7 * step] = (t4 * F0_298 + z1 + z3 + half) >> shift;
  block[start + 5 * step] = (t5 * F2_053 + z2 + z4 + half) >> shift;
  block[start + 3 * step] = (t6 * F3_072 + z2 + z3 + half) >> shift;
  block[start + step] = (t7 * F1_501 + z1 + z4 + half) >> shift;
}

/** One line of the inverse transform. */
function inverse(block: Int32Array, start: number, step: number, shift: number): void {
  const c0 = block[start];
  const c1 = block[start + step];
  const c2 = block[start + 2 * step];
  const c3 = block[start + 3 * step];
  const c4 = block[start + 4 * step];
  const c5 = block[start + 5 * step];
  const c6 = block[start + 6 * step];
  const c7 = block[start + 7 * step];
  const half = 1 << (shift - 1);

  const shared = (c2 + c6) * F0_541;
  const even2 = shared - c6 * F1_847;
  const even3 = shared + c2 * F0_765;
  const even0 = (c0 + c4) << CONSTANT_BITS;
  const even1 = (c0 - c4) << CONSTANT_BITS;
  const e0 = even0 + even3 + half;
  const e3 = even0 - even3 + half;
  const e1 = even1 + even2 + half;
  const e2 = even1 - even2 + half;

  const all = (c7 + c3 + c5 + c1) * F1_175;
  const z1 = (c7 + c1) * -F0_899;
  const z2 = (c5 + c3) * -F2_562;
  const z3 = (c7 + c3) * -F1_961 + all;
  const z4 = (c5 + c1) * -F0_390 + all;
  const o0 = c7 * F0_298 + z1 + z3;
  const o1 = c5 * F2_053 + z2 + z4;
  const o2 = c3 * F3_072 + z2 + z3;
  const o3 = c1 * F1_501 + z1 + z4;

  block[start] = (e0 + o3) >> shift;
  block[start + 7 * step] = (e0 - o3) >> shift;
  block[start + step] = (e1 + o2) >> shift;
  block[start + 6 * step] = (e1 - o2) >> shift;
  block[start + 2 * step] = (e2 + o1) >> shift;
  block[start + 5 * step] = (e2 - o1) >> shift;
  block[start + 3 * step] = (e3 + o0) >> shift;
  block[start + 4 * step] = (e3 - o0) >> shift;
}

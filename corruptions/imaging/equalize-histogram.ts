/**
 * Values spread so that their cumulative histogram is about linear: the lowest becomes 0, the highest 255. As OpenCV's
 * equalizeHist of 8-bit values, single precision and rounding half to even included. An image of one value stays as it is.
 */
export function equalizeHistogram(values: Float64Array): Float64Array {
  const histogram = new Int32Array(256);
  for (const value of values) histogram[value]++;
  const lowest = histogram.findIndex((count) => count > 0);
  if (histogram[lowest] === values.length) return values.slice();

  const scale = Math.fround(255 / (values.length - histogram[lowest]));
  const equalized = new Uint8ClampedArray(256); // rounds half to even on assignment
  let sum = 0;
  for (let value = lowest + 1; value < 256; value++) {
    sum += histogram[value];
    equalized[value] = Math.fround(sum * scale);
  }
  return values.map((value) => equalized[value]);
}

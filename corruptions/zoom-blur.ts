import { once } from "./cache.ts";
import { constantFor, type SeverityConstants } from "./constants.ts";
import { type Corruption, nothingRandom } from "./corruption.ts";
import { addZoomed, type ClippedZoom, clippedZoom } from "./imaging/clipped-zoom.ts";
import { toUnitSingle } from "./imaging/quantize.ts";

/** Zoom factors: 1, 1 + step, ... below `end` (NumPy's arange, whose rounding sometimes includes `end`). */
interface ZoomRange {
  readonly end: number;
  readonly step: number;
}

const RANGE: SeverityConstants<ZoomRange> = {
  cifar: [
    { end: 1.06, step: 0.01 },
    { end: 1.11, step: 0.01 },
    { end: 1.16, step: 0.01 },
    { end: 1.21, step: 0.01 },
    { end: 1.26, step: 0.01 },
  ],
  imagenet: [
    { end: 1.11, step: 0.01 },
    { end: 1.16, step: 0.01 },
    { end: 1.21, step: 0.02 },
    { end: 1.26, step: 0.02 },
    { end: 1.31, step: 0.03 },
  ],
};

/** Mean of the image and of the image zoomed by each factor of a range, as when the lens zooms during exposure. */
export const zoomBlur = {
  id: "zoom_blur",
  title: "Zoom blur",
  source: "Hendrycks & Dietterich 2019; hendrycks/robustness, create_c/make_cifar_c.py, zoom_blur",
  family: "blur",
  notes: ["The unzoomed image counts twice: once for itself, once as the factor 1."],
  draw: nothingRandom,
  apply(image, severity, _draws, options) {
    const { height, width } = image;
    const range = constantFor(RANGE, image, severity, options);
    const zooms = once(options, `zooms of ${height} x ${width} below ${range.end} by ${range.step}`, () =>
      zoomsOf(height, width, range),
    );
    const values = toUnitSingle(image.pixels);
    const sum = new Float64Array(values.length);
    const across = new Float64Array(values.length);
    for (const zoom of zooms) addZoomed(values, sum, zoom, 3, across, "single");

    const pixels = new Uint8Array(values.length);
    const count = zooms.length + 1;
    for (let i = 0; i < pixels.length; i++) {
      const mean = Math.fround(Math.fround(values[i] + sum[i]) / count);
      pixels[i] = Math.fround(Math.min(1, mean) * 255);
    }
    return { ...image, pixels };
  },
} as const satisfies Corruption<undefined>;

function zoomsOf(height: number, width: number, { end, step }: ZoomRange): readonly ClippedZoom[] {
  const count = Math.ceil((end - 1) / step);
  const increment = 1 + step - 1; // as arange computes it: the difference of its first two values
  return Array.from({ length: count }, (_, i) => clippedZoom(height, width, 1 + i * increment));
}

import { type Drawn, drawer, type ImageCounts, type ImageMetric } from "./drawn.ts";

/** A metric's value on each image alone; NaN where that image does not define it. */
export function valuesByImage<Counts extends ImageCounts>(counts: Counts, metric: ImageMetric<Counts>): Float64Array {
  const draw = drawer(counts);
  return Float64Array.from({ length: counts.images }, (_, image) => {
    const weights = new Uint16Array(counts.images);
    weights[image] = 1;
    return metric.compute(draw(weights));
  });
}

/**
 * The mean over images of a metric's value on each image alone; images that do not define it are left out. Small images
 * and rare classes weigh more in it than in the value over all pixels: it is another number, under another name.
 */
export function imageWise<Counts extends ImageCounts>(
  record: Pick<ImageMetric<Counts>, "id" | "name" | "title" | "source">,
  metric: ImageMetric<Counts>,
): ImageMetric<Counts> {
  const values = (counts: Counts) => valuesByImage(counts, metric);
  return {
    ...metric,
    ...record,
    definition: { ...metric.definition, over: "images" },
    compute: (drawn) => meanOfDefined(drawn, drawn.fixed(values)),
  };
}

function meanOfDefined<Counts extends ImageCounts>({ weights }: Drawn<Counts>, values: Float64Array): number {
  let [sum, count] = [0, 0];
  for (let image = 0; image < values.length; image++) {
    if (weights[image] === 0 || Number.isNaN(values[image])) continue;
    sum += weights[image] * values[image];
    count += weights[image];
  }
  return sum / count;
}

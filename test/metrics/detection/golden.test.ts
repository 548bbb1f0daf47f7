import { describe, expect, test } from "vitest";
import {
  apCoco,
  apCoco50,
  apCoco75,
  apCocoLarge,
  apCocoMedium,
  apCocoSmall,
  apVoc,
  apVoc07,
  averageRecall,
} from "../../../metrics/detection/ap.ts";
import { areaUnderPrecision, elevenPoint } from "../../../metrics/detection/average-precision.ts";
import { type Box, type DetectionCounts, poolDetections } from "../../../metrics/detection/boxes.ts";
import { detectionMetrics, detectionVariants } from "../../../metrics/detection/metrics.ts";
import { MARK, precisionRecall } from "../../../metrics/detection/ranked.ts";
import { devkitMarks, markVoc } from "../../../metrics/detection/voc-marks.ts";
import { drawAll, measureImages } from "../../../metrics/images/drawn.ts";
import { expectClose, goldenDense, orNull } from "../segmentation/golden.ts";

interface GoldenBox {
  readonly image: number;
  readonly class: number;
  readonly box: readonly [number, number, number, number];
  readonly difficult: boolean;
  readonly score: number;
}

/** VOC's corners are pixels that belong to the box. */
const edges = ([x1, y1, x2, y2]: GoldenBox["box"]): Box => [x1 - 1, y1 - 1, x2, y2];

function countsOf(golden: {
  images: number;
  classes: number;
  truth: GoldenBox[];
  detections: GoldenBox[];
}): DetectionCounts {
  return {
    images: golden.images,
    classes: golden.classes,
    truth: golden.truth.map((object) => ({ ...object, box: edges(object.box) })),
    detected: golden.detections.map((detection) => ({ ...detection, box: edges(detection.box) })),
  };
}

const NAMES = ["det-1-plain", "det-2-difficult-duplicates-half", "det-3-ties"];

describe.each(NAMES)("%s", (name) => {
  const golden = goldenDense(name);
  const counts = countsOf(golden);
  const drawn = drawAll(counts);
  const { "VOC devkit": devkit, pycocotools } = golden.expected;

  test("marks as the devkit's loop, which ran in GNU Octave", () => {
    expect(devkitMarks(counts).map(({ marks }) => [...marks])).toEqual(devkit["marks by falling score"]);
    expect(devkitMarks(counts).map(({ objects }) => objects.reduce((a, b) => a + b))).toEqual(devkit.npos);
  });

  test("average precision as the devkit's, area and 11 points", () => {
    expect(expectClose(orNull(apVoc.byClass(drawn, "file")), devkit["AP area"])).toEqual([]);
    expect(expectClose(orNull(apVoc07.byClass(drawn, "file")), devkit["AP 11-point"])).toEqual([]);
    expect(apVoc.compute(drawn)).toBeCloseTo(devkit["mAP area"], 9);
    expect(apVoc07.compute(drawn)).toBeCloseTo(devkit["mAP 11-point"], 9);
  });

  test("chainercv, which orders equal scores by chance, lies between the bounds", () => {
    for (const [metric, key] of [
      [apVoc, "mAP area"],
      [apVoc07, "mAP 11-point"],
    ] as const) {
      const [lowest, highest] = metric.bounds(drawn);
      for (const source of [devkit, golden.expected.chainercv]) {
        expect(source[key]).toBeGreaterThanOrEqual(lowest - 1e-12);
        expect(source[key]).toBeLessThanOrEqual(highest + 1e-12);
      }
      if (name === "det-3-ties") expect(highest - lowest).toBeGreaterThan(0.1);
      else expect(highest).toBeCloseTo(lowest, 12);
    }
  });

  test("pycocotools, which was given boxes of width x2 - x1", () => {
    const narrow = <T extends { readonly box: Box }>(list: readonly T[]) =>
      list.map((item) => ({ ...item, box: [item.box[0], item.box[1], item.box[2] - 1, item.box[3] - 1] as const }));
    const drawn = drawAll({ ...counts, truth: narrow(counts.truth), detected: narrow(counts.detected) });
    const area = (value: number) => (value === -1 ? Number.NaN : value);
    const { AP, AP50, AP75, APs, APm, APl, AR1, AR10, AR100 } = pycocotools;
    const metrics = [apCoco, apCoco50, apCoco75, apCocoSmall, apCocoMedium, apCocoLarge].map((m) => m.compute(drawn));
    const recalls = ([1, 10, 100] as const).map((most) => averageRecall(most).compute(drawn));
    const wanted = [AP, AP50, AP75, APs, APm, APl, AR1, AR10, AR100].map(area);
    expect(expectClose(orNull([...metrics, ...recalls]), orNull(wanted))).toEqual([]);
    expect(expectClose(orNull(apCoco.byClass(drawn, "file")), pycocotools["AP per class"])).toEqual([]);
    expect(expectClose(orNull(apCoco50.byClass(drawn, "file")), pycocotools["AP50 per class"])).toEqual([]);
  });

  test("the order of detections moves nothing but what equal scores move", () => {
    const turned = drawAll({ ...counts, detected: counts.detected.toReversed() });
    for (const metric of [apVoc, apVoc07]) expect(metric.bounds(turned)).toEqual(metric.bounds(drawn));
  });
});

describe("copies of the devkit", () => {
  test.each([
    ["py-faster-rcnn", "py-faster-rcnn (yqyao)"],
    ["amdegroot", "amdegroot"],
  ])("%s", (id, key) => {
    const [area, eleven] = detectionVariants.find((variant) => variant.id === id)!.metrics;
    for (const name of NAMES.slice(0, 2)) {
      const golden = goldenDense(name);
      const drawn = drawAll(countsOf(golden));
      const expected = golden.expected[key];
      // From the fourth class on they crash, or give 0 and -1 where nothing is to be found.
      expect(expectClose([...area.byClass(drawn, "file")].slice(0, 3), expected["AP area"].slice(0, 3))).toEqual([]);
      expect(expectClose([...eleven.byClass(drawn, "file")].slice(0, 3), expected["AP 11-point"].slice(0, 3))).toEqual(
        [],
      );
    }
    const golden = goldenDense("det-3-ties");
    const drawn = drawAll(countsOf(golden));
    for (const [metric, values] of [
      [area, golden.expected[key]["AP area"]],
      [eleven, golden.expected[key]["AP 11-point"]],
    ]) {
      const [lowest, highest] = [metric.byClass(drawn, "lowest"), metric.byClass(drawn, "highest")];
      for (const [k, value] of values.entries()) {
        expect(value).toBeGreaterThanOrEqual(lowest[k] - 1e-12);
        expect(value).toBeLessThanOrEqual(highest[k] + 1e-12);
      }
    }
  });
});

describe("bounds over the orders of equal scores", () => {
  /** Every order of a list. */
  function ordersOf<T>(list: readonly T[]): T[][] {
    if (list.length <= 1) return [[...list]];
    return list.flatMap((first, i) =>
      ordersOf([...list.slice(0, i), ...list.slice(i + 1)]).map((rest) => [first, ...rest]),
    );
  }

  test("are the least and the greatest of all orders, tried one by one", () => {
    const object = (image: number, left: number) => ({ image, class: 0, box: [left, 0, left + 10, 10] as const });
    const detection = (image: number, left: number, score: number) => ({ ...object(image, left), score });
    const truth = [object(0, 0), object(0, 20), object(1, 0), object(2, 50)];
    const detected = [
      detection(0, 0, 0.5),
      detection(0, 1, 0.5), // the same object again
      detection(0, 60, 0.5),
      detection(1, 1, 0.5),
      detection(2, 0, 0.9),
      detection(2, 50, 0.3),
      detection(1, 70, 0.3),
    ];
    for (const metric of [apVoc, apVoc07]) {
      const values = ordersOf(detected).map((order) =>
        metric.compute(drawAll({ images: 3, classes: 1, truth, detected: order })),
      );
      const [lowest, highest] = metric.bounds(drawAll({ images: 3, classes: 1, truth, detected }));
      expect(lowest).toBeCloseTo(Math.min(...values), 12);
      expect(highest).toBeCloseTo(Math.max(...values), 12);
      expect(highest).toBeGreaterThan(lowest);
    }
  });
});

describe("precision and recall by hand", () => {
  const ranked = {
    images: Int32Array.of(0, 1, 0),
    scores: Float64Array.of(0.9, 0.8, 0.7),
    marks: Int8Array.of(MARK.hit, MARK.miss, MARK.hit),
    objects: Float64Array.of(2, 2),
  };

  test("one of each image", () => {
    // Precision 1 at 1/4, 2/3 at 2/4: area (1 + 2/3) / 4; points 0, .1, .2: 1; .3, .4, .5: 2/3.
    const curve = precisionRecall(ranked, Uint16Array.of(1, 1));
    expect(areaUnderPrecision(curve)).toBeCloseTo(5 / 12, 12);
    expect(elevenPoint(curve)).toBeCloseTo(5 / 11, 12);
  });

  test("an image that occurs twice is the images written out twice", () => {
    const counts = countsOf(goldenDense("det-3-ties"));
    const weights = Uint16Array.from({ length: counts.images }, (_, i) => (i % 3 === 0 ? 2 : 1));
    const again = { ...counts, truth: [...counts.truth], detected: [...counts.detected] };
    const extra = poolDetections(again, counts);
    const twice = Uint16Array.from({ length: extra.images }, (_, i) =>
      i < counts.images ? 1 : (i - counts.images) % 3 === 0 ? 1 : 0,
    );
    for (const metric of [apVoc, apVoc07, apCoco50]) {
      for (const ties of ["lowest", "highest"] as const) {
        const weighted = metric.byClass({ ...drawAll(counts), weights }, ties);
        const written = metric.byClass({ ...drawAll(extra), weights: twice }, ties);
        expect(expectClose([...weighted], [...written])).toEqual([]);
      }
    }
  });
});

test("nothing detected, and nothing to be found", () => {
  const nothing = { images: 1, classes: 1, truth: [], detected: [] };
  for (const value of Object.values(measureImages(nothing, detectionMetrics({ scoreThreshold: 0 }))))
    expect(value).toBeNaN();
  const missed = { ...nothing, truth: [{ image: 0, class: 0, box: [0, 0, 5, 5] as const }] };
  const values = measureImages(missed, detectionMetrics({ scoreThreshold: 0 }));
  expect(values).toMatchObject({ "ap-voc": 0, "ap-voc07": 0, "ap-coco": 0, "ar-coco1": 0, "d-ece": Number.NaN });
});

test("an overlap of exactly the threshold is a hit for the devkit and none for its copies", () => {
  const box = (right: number) => ({ image: 0, class: 0, box: [0, 0, right, 1] as const });
  const counts = { images: 1, classes: 1, truth: [box(2)], detected: [{ ...box(1), score: 1 }] };
  expect([...markVoc(counts, { overlap: 0.5 })[0].marks]).toEqual([MARK.hit]);
  expect([...markVoc(counts, { overlap: 0.5, strict: true })[0].marks]).toEqual([MARK.miss]);
});

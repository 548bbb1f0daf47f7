import type { ExampleAnswers } from "../../result/example-answers.ts";
import type { Explanation } from "../../result/explain-result.ts";
import type { Result } from "../../result/safety-result.ts";
import { PAGE_DATA_ID } from "../browser/page-data.ts";
import { ExampleCard } from "./example-card.tsx";
import { ExampleFilters } from "./example-filters.tsx";
import { ExplainFigures } from "./explain-figures.tsx";
import { JsonElement } from "./json-element.tsx";
import { mapPng } from "./map-png.ts";
import { pageData } from "./page-data.ts";
import { pageImages } from "./page-images.ts";

/** Longest side of images whose pixels are shown as squares, pixels. */
const SMALL = 96;

/** Chosen examples: the image, what each checkpoint takes it for, and where it looks. */
export async function renderExamples(result: Result, stored: Explanation, answers: ExampleAnswers | undefined) {
  const images = await pageImages(stored.examples.map(({ image }) => image));
  const explanation = { ...stored, examples: stored.examples.slice(0, images.addresses.length) };
  const leftOut = stored.examples.length - explanation.examples.length;
  const { examples, checkpoints, data } = explanation;
  const maps = await Promise.all(
    examples.map((example) =>
      Promise.all(
        example.answers.map(({ maps }, i) =>
          Promise.all(maps.map((map) => (map.peak === 0 ? undefined : mapPng(map, checkpoints[i])))),
        ),
      ),
    ),
  );
  const switchable = examples.some(({ answers: said }) => said.some((answer) => answer.maps.length > 1));
  const known = pageData(result, explanation, answers);
  const small = Math.max(data.height, data.width) <= SMALL;
  return (
    <section id="examples-section" class={small ? "small-images" : undefined} aria-labelledby="examples">
      <h2 id="examples">Examples</h2>
      <p>
        Images are lit where there is evidence for the class that is named below:{" "}
        {checkpoints
          .map(({ name, layer, method }) =>
            layer === null ? `${name} by ${method}` : `${name} by Grad-CAM at ${layer}`,
          )
          .join(", ")}
        . Each map is scaled by its own peak. Bars are the five most probable classes: the true one is blue
        {data.superclasses === null ? "." : ", others of its superclass are light blue."}
      </p>
      <ExplainFigures explanation={explanation} />
      {images.compressed ? (
        <p class="muted">Images are compressed to save room; explain.json has them as they are.</p>
      ) : null}
      {leftOut > 0 ? (
        <p class="muted">{leftOut} more examples are left out to save room; explain.json has them.</p>
      ) : null}
      <ExampleFilters data={known} switchable={switchable} />
      <ul class={checkpoints.length > 2 ? "examples wide" : "examples"}>
        {examples.map((example, i) => (
          <ExampleCard
            key={example.index}
            example={example}
            explanation={explanation}
            image={images.addresses[i]}
            maps={maps[i]}
          />
        ))}
      </ul>
      <JsonElement id={PAGE_DATA_ID} content={known} />
    </section>
  );
}

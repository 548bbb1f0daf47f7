import type { Explanation } from "../../result/explain-result.ts";
import type { Result } from "../../result/safety-result.ts";
import { AVERAGE_DATA_ID } from "../browser/page-data.ts";
import { AnswerBars } from "./answer-bars.tsx";
import { JsonElement } from "./json-element.tsx";
import { averageData, percentTenths } from "./page-data.ts";

/** Classes that stand in the page, and that can be chosen in it. */
const MOST_STANDING = 12;
const MOST_CHOOSABLE = 100;

/** What each checkpoint takes the images of a class for on average; undefined where no class has examples. */
export function renderAverages(result: Result, explanation: Explanation) {
  const { data, checkpoints, conditions, examples } = explanation;
  const [{ classAverages }] = checkpoints;
  const known = data.classes.map((_, k) => k).filter((k) => (classAverages[k]?.count ?? 0) > 0);
  const ofExamples = [...new Set(examples.map(({ label }) => label))].filter((k) => known.includes(k));
  const choosable = [...new Set([...ofExamples, ...known])].slice(0, MOST_CHOOSABLE).sort((a, b) => a - b);
  const standing = (ofExamples.length > 0 ? ofExamples : known).slice(0, MOST_STANDING);
  if (standing.length === 0) return undefined;
  const facts = averageData(result, explanation, choosable);
  return (
    <section id="averages-section" aria-labelledby="averages">
      <h2 id="averages">Class averages</h2>
      <p>
        The mean answer over all images of a class: its five largest probabilities. The class itself is blue
        {data.superclasses === null
          ? "."
          : ", others of its superclass are light blue; below, what an image's five most probable classes put inside the superclass on average."}
      </p>
      {known.length > choosable.length ? (
        <p class="muted">
          {known.length - choosable.length} more classes are left out of the page; explain.json has their averages on
          clean images.
        </p>
      ) : null}
      <fieldset class="filters" hidden>
        <legend>Show</legend>
        <label>
          Class
          <select name="average-class">
            <option value="">of the first examples ({standing.length})</option>
            {choosable.map((k) => (
              <option key={k} value={k}>
                {data.classes[k]}
              </option>
            ))}
          </select>
        </label>
        <label>
          Condition
          <select name="average-condition">
            {facts.conditions.map((name, i) => (
              <option key={name} value={i}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {conditions.length === 0 ? <p class="muted">Stored of clean images alone.</p> : <p />}
      </fieldset>
      <ul class={checkpoints.length > 3 ? "averages wide" : "averages"}>
        {standing.map((label) => (
          <li class="average" key={label} data-class={label}>
            <h3>
              <b>{data.classes[label]}</b> <span class="muted">({imagesOf(classAverages[label].count)})</span>
            </h3>
            <div class="views">
              {checkpoints.map(({ name, classAverages: averages }) => (
                <div class="view" key={name}>
                  <b>{name}</b>
                  <AnswerBars top={averages[label]?.top ?? []} label={label} data={data} />
                  <div class="mass muted">{massOf(averages[label]?.superclassMass ?? null)}</div>
                </div>
              ))}
            </div>
          </li>
        ))}
      </ul>
      <JsonElement id={AVERAGE_DATA_ID} content={facts} />
    </section>
  );
}

const imagesOf = (count: number) => (count === 1 ? "1 image" : `${count} images`);

function massOf(mass: number | null): string {
  return mass === null ? "" : `${(percentTenths(mass) / 10).toFixed(1)} % inside the superclass`;
}

import type { Answer, ExplainedExample, Explanation } from "../../result/explain-result.ts";
import { mapPng } from "./map-png.ts";

const REASONS: Readonly<Record<ExplainedExample["reason"], string>> = {
  flip: "only one of the first two is right",
  error: "wrong",
  overconfident: "wrong and confident",
  asked: "asked for",
};

/** Chosen examples: the image, what each checkpoint takes it for, and where it looks. */
export async function renderExamples(explanation: Explanation) {
  const maps = await Promise.all(
    explanation.examples.map(({ answers }) =>
      Promise.all(
        answers.map(({ maps: [map] }, i) =>
          map === undefined || map.peak === 0 ? undefined : mapPng(map, explanation.checkpoints[i]),
        ),
      ),
    ),
  );
  return (
    <section aria-labelledby="examples">
      <h2 id="examples">Examples</h2>
      <p>
        Images are lit where there is evidence for the predicted class:{" "}
        {explanation.checkpoints
          .map(({ name, layer, method }) =>
            layer === null ? `${name} by ${method}` : `${name} by Grad-CAM at ${layer}`,
          )
          .join(", ")}
        . Each map is scaled by its own peak.
      </p>
      <ul class="examples">
        {explanation.examples.map((example, i) => (
          <Example key={example.index} example={example} explanation={explanation} maps={maps[i]} />
        ))}
      </ul>
    </section>
  );
}

function Example({
  example,
  explanation,
  maps,
}: {
  readonly example: ExplainedExample;
  readonly explanation: Explanation;
  readonly maps: readonly (string | undefined)[];
}) {
  const { data, checkpoints } = explanation;
  const image = `data:image/png;base64,${example.image}`;
  const label = data.classes[example.label];
  return (
    <li class="example" id={`example-${example.index}`}>
      <h3>
        <a href={`#example-${example.index}`}>{example.index}</a>: {label}{" "}
        <span class="muted">({REASONS[example.reason]})</span>
      </h3>
      <div class="views">
        <div class="view">
          <img src={image} alt={`${label}, number ${example.index}`} />
          {example.name === undefined ? null : <span class="muted">{example.name}</span>}
        </div>
        {example.answers.map((answer, i) => (
          <div class="view" key={checkpoints[i].name}>
            <div class="picture">
              <img src={image} alt="" />
              {maps[i] === undefined ? null : (
                <img class="map" src={maps[i]} alt={`Where ${checkpoints[i].name} finds evidence`} />
              )}
            </div>
            <b>{checkpoints[i].name}</b>
            {answer.maps[0]?.peak === 0 ? <div class="muted">no positive evidence</div> : null}
            <Bars answer={answer} label={example.label} classes={data.classes} />
          </div>
        ))}
      </div>
    </li>
  );
}

function Bars({
  answer,
  label,
  classes,
}: {
  readonly answer: Answer;
  readonly label: number;
  readonly classes: readonly string[];
}) {
  return (
    <ul class="bars">
      {answer.top.map(({ class: k, probability }) => (
        <li key={k}>
          {k === label ? <b>{classes[k]}</b> : classes[k]} {(probability * 100).toFixed(1)} %
          <meter min={0} max={1} value={probability} aria-label={`probability of ${classes[k]}`} />
        </li>
      ))}
    </ul>
  );
}

import type { Answer, ExplainedExample, Explanation } from "../../result/explain-result.ts";

/** One example: the image, what each checkpoint takes it for, and where it looks. */
export function ExampleCard({
  example,
  explanation,
  image,
  maps,
}: {
  readonly example: ExplainedExample;
  readonly explanation: Explanation;
  /** Address that holds the image itself. */
  readonly image: string;
  /** Of each checkpoint the map as the address of a picture; undefined where no position speaks for the class. */
  readonly maps: readonly (string | undefined)[];
}) {
  const { data, checkpoints } = explanation;
  const { height, width } = data;
  const label = data.classes[example.label];
  const id = `image-${example.index}`;
  return (
    <li class="example" id={`example-${example.index}`}>
      <h3>
        <a href={`#example-${example.index}`}>{example.index}</a>: {label}{" "}
        <span class="muted">({standingOf(example, explanation)})</span>
      </h3>
      <button type="button" class="opener" hidden aria-label={`Open example ${example.index}, ${label}`}>
        Open
      </button>
      <p class="under muted" hidden />
      <div class="views">
        <div class="view">
          <div class="picture">
            <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${label}, number ${example.index}`}>
              <image id={id} href={image} width={width} height={height} />
            </svg>
          </div>
          <b>image</b>
          {example.name === undefined ? null : <div class="muted">{example.name}</div>}
        </div>
        {example.answers.map((answer, i) => (
          <div class="view" key={checkpoints[i].name}>
            <div class="picture">
              <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
                <use href={`#${id}`} />
              </svg>
              {maps[i] === undefined ? null : (
                <img class="map" src={maps[i]} alt={`Where ${checkpoints[i].name} finds evidence`} />
              )}
            </div>
            <b>{checkpoints[i].name}</b> <Verdict answer={answer} label={example.label} />
            {answer.maps[0]?.peak === 0 ? <div class="muted">no positive evidence</div> : null}
            <Bars answer={answer} label={example.label} explanation={explanation} />
          </div>
        ))}
      </div>
    </li>
  );
}

function isRight({ top }: Answer, label: number): boolean {
  return top[0]?.class === label;
}

/** Which checkpoints are right about it, and whether it was chosen for their confidence. */
function standingOf({ reason, answers, label }: ExplainedExample, { checkpoints }: Explanation): string {
  const named = (right: boolean) =>
    checkpoints.filter((_, i) => isRight(answers[i], label) === right).map(({ name }) => name);
  const sure = reason === "overconfident" ? " and confident" : "";
  if (checkpoints.length === 1) return named(true).length === 1 ? "right" : `wrong${sure}`;
  if (named(true).length === 0) return `wrong${sure} in ${checkpoints.length === 2 ? "both" : "all"}`;
  if (named(false).length === 0) return `right in ${checkpoints.length === 2 ? "both" : "all"}`;
  return `right in ${named(true).join(", ")}; wrong${sure} in ${named(false).join(", ")}`;
}

function Verdict({ answer, label }: { readonly answer: Answer; readonly label: number }) {
  return isRight(answer, label) ? <span class="right">✓ right</span> : <span class="wrong">✗ wrong</span>;
}

function Bars({
  answer,
  label,
  explanation: { data },
}: {
  readonly answer: Answer;
  readonly label: number;
  readonly explanation: Explanation;
}) {
  const group = data.superclasses?.of;
  return (
    <ul class="bars">
      {answer.top.map(({ class: k, probability }) => {
        const kin = k === label ? "true" : group !== undefined && group[k] === group[label] ? "kin" : undefined;
        return (
          <li key={k} class={kin}>
            {k === label ? <b>{data.classes[k]}</b> : data.classes[k]} {(probability * 100).toFixed(1)} %
            <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
              <rect width={(probability * 100).toFixed(1)} height={4} />
            </svg>
          </li>
        );
      })}
    </ul>
  );
}

import type { Answer, ExplainedExample, Explanation, StoredMap } from "../../result/explain-result.ts";
import { AnswerBars } from "./answer-bars.tsx";

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
  /** Of each map of each checkpoint the address of a picture; undefined where no position speaks for the class. */
  readonly maps: readonly (readonly (string | undefined)[])[];
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
              {answer.maps.map((map, m) =>
                maps[i][m] === undefined ? null : (
                  <img
                    key={map.class}
                    class={`map ${standsFor(answer.maps, m)}`.trim()}
                    src={maps[i][m]}
                    alt={`Where ${checkpoints[i].name} finds evidence for ${data.classes[map.class]}`}
                  />
                ),
              )}
            </div>
            <b>{checkpoints[i].name}</b> <Verdict answer={answer} label={example.label} />
            {answer.maps.map((map, m) => (
              <div key={map.class} class={`muted lit ${standsFor(answer.maps, m)}`.trim()}>
                {map.peak === 0 ? "no positive evidence for" : "lit for"} {data.classes[map.class]}
              </div>
            ))}
            <AnswerBars top={answer.top} label={example.label} data={data} />
          </div>
        ))}
      </div>
    </li>
  );
}

/** Which of two maps it is, as the switch between them knows it; one alone stands for both. */
function standsFor(maps: readonly StoredMap[], place: number): string {
  if (maps.length < 2) return "";
  return place === 0 ? "of-predicted" : "of-true";
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
  return isRight(answer, label) ? (
    <span class="verdict right">✓ right</span>
  ) : (
    <span class="verdict wrong">✗ wrong</span>
  );
}

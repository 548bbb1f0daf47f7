import type { Tendency } from "../../result/compared.ts";
import type { StoredComparison } from "../../result/comparison.ts";
import type { Result } from "../../result/safety-result.ts";
import { differencesInWords } from "./comparison-words.ts";
import { Headlines } from "./headlines.tsx";

/** What was found, in words: how each checkpoint does, then what is better, what is worse, and what is within noise. */
export function Summary({ result }: { readonly result: Result }) {
  const { comparisons, checkpoints, data } = result;
  return (
    <section aria-labelledby="summary">
      <h2 id="summary">Summary</h2>
      <p>
        {checkpoints.length === 1 ? "One checkpoint" : `${checkpoints.length} checkpoints`} on {data.name} ({data.split}
        ): {data.count.toLocaleString("en-US")} images of {data.classes.length.toLocaleString("en-US")} classes.
      </p>
      <Headlines result={result} />
      {comparisons.map((comparison) => (
        <Comparison key={comparison.candidate} comparison={comparison} result={result} />
      ))}
      <Doubts result={result} />
    </section>
  );
}

const TENDENCIES: readonly { readonly id: Tendency; readonly title: string }[] = [
  { id: "better", title: "Better" },
  { id: "worse", title: "Worse" },
  { id: "unclear", title: "Within noise" },
];

/** Groups up to this length are listed at once; of longer ones the rest stands below, closed. */
const MOST_LISTED = 4;

function Comparison({ comparison, result }: { readonly comparison: StoredComparison; readonly result: Result }) {
  const { baseline, candidate, identical, differences } = comparison;
  const title = (
    <h3>
      {candidate} against {baseline}
    </h3>
  );
  if (identical) {
    return (
      <>
        {title}
        <p>Both give the same answers: they are the same network.</p>
      </>
    );
  }
  const parts = TENDENCIES.map(({ id, title }) => {
    const groups = differencesInWords(comparison, id, result);
    return { id, title, groups, count: groups.reduce((sum, { items }) => sum + items.length, 0) };
  });
  const [better, worse, unclear] = parts.map(({ count }) => count);
  return (
    <>
      {title}
      <p>
        Of {differences.length} compared figures, <b>{better} are better</b>, <b>{worse} are worse</b> and {unclear} are
        within noise: their paired 95 % interval includes zero. The intervals are not adjusted for their number, so that
        about one in twenty would exclude zero by chance.
      </p>
      <div class="tendencies">
        {parts.map(({ id, title, groups, count }) => (
          <div key={id} class={`tendency of-${id}`}>
            <h4>
              {title} <span class="muted">({count})</span>
            </h4>
            {groups.map(({ title: of, items }) => (
              <div key={of}>
                <p class="group">{of}</p>
                <List items={items.slice(0, MOST_LISTED)} />
                {items.length > MOST_LISTED ? (
                  <details class="more">
                    <summary>{items.length - MOST_LISTED} more</summary>
                    <List items={items.slice(MOST_LISTED)} />
                  </details>
                ) : null}
              </div>
            ))}
            {count === 0 ? <p class="group">nothing</p> : null}
          </div>
        ))}
      </div>
    </>
  );
}

function List({ items }: { readonly items: readonly string[] }) {
  return (
    <ul>
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
}

/** What is to be known before the robust accuracies are believed. */
function Doubts({ result: { checkpoints, warnings } }: { readonly result: Result }) {
  const flags = checkpoints.flatMap(({ name, reliability }) =>
    reliability.flags.map(
      ({ attack, epsilon, space, sentence }) => `${name}, ${attack} at ${epsilon} (${space}): ${sentence}`,
    ),
  );
  const missing = checkpoints.flatMap(({ name, reliability: { gradientUnavailable } }) =>
    gradientUnavailable === null ? [] : [`${name}: attacks by gradient were left out: ${gradientUnavailable}`],
  );
  const said = [...missing, ...flags, ...new Set(warnings.map(({ sentence }) => sentence))];
  if (said.length === 0) return null;
  return (
    <details open={missing.length + flags.length > 0}>
      <summary>Before you believe the robust accuracies ({said.length})</summary>
      <List items={said} />
    </details>
  );
}

import { described } from "../../result/catalogue.ts";
import { tendencyOf } from "../../result/compared.ts";
import type { StoredComparison, StoredDifference } from "../../result/comparison.ts";
import type { Result } from "../../result/safety-result.ts";
import { formatDifference, formatDifferenceInterval, PERCENT, scaleOf } from "../format.ts";

/** What the comparisons say, in words: what is better, what is worse, and how much is within noise. */
export function Summary({ result }: { readonly result: Result }) {
  const { comparisons, checkpoints, data } = result;
  return (
    <section aria-labelledby="summary">
      <h2 id="summary">Summary</h2>
      <p>
        {checkpoints.length === 1 ? "One checkpoint" : `${checkpoints.length} checkpoints`} on {data.name} ({data.split}
        ): {data.count.toLocaleString("en-US")} images of {data.classes.length} classes.
      </p>
      {comparisons.map((comparison) => (
        <ComparisonWords key={comparison.candidate} comparison={comparison} result={result} />
      ))}
      <ReliabilityWords result={result} />
      {data.notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </section>
  );
}

function ComparisonWords({ comparison, result }: { readonly comparison: StoredComparison; readonly result: Result }) {
  const { baseline, candidate, identical, differences } = comparison;
  if (identical) {
    return (
      <p>
        <b>{candidate}</b> and <b>{baseline}</b> give the same answers: they are the same network.
      </p>
    );
  }
  const metricOf = (difference: StoredDifference) => described(result.catalogue.metrics, difference.metric);
  const by = (wanted: string) => differences.filter((d) => tendencyOf(d, metricOf(d).better) === wanted);
  const [better, worse, unclear] = ["better", "worse", "unclear"].map(by);
  const list = (items: readonly StoredDifference[]) => (
    <ul>
      {items.map((item) => {
        const metric = metricOf(item);
        const scale = item.on.kind === "clean" ? scaleOf(metric) : PERCENT;
        return (
          <li key={JSON.stringify(item.on) + item.metric}>
            {placeOf(item, result)}: {formatDifference(item.difference, scale)} {scale.unit}{" "}
            <span class="interval">{formatDifferenceInterval(item.interval, scale)}</span>
          </li>
        );
      })}
    </ul>
  );
  return (
    <>
      <p>
        <b>{candidate}</b> against <b>{baseline}</b>: {better.length} of {differences.length} figures are better,{" "}
        {worse.length} are worse, {unclear.length} are within noise (their paired 95 % interval includes zero; no
        adjustment for their number).
      </p>
      {better.length > 0 ? (
        <details open={better.length <= MAX_OPEN}>
          <summary>Better</summary>
          {list(better)}
        </details>
      ) : null}
      {worse.length > 0 ? (
        <details open={worse.length <= MAX_OPEN}>
          <summary>Worse</summary>
          {list(worse)}
        </details>
      ) : null}
    </>
  );
}

/** Lists up to this length stand open. */
const MAX_OPEN = 8;

/** What a difference is of, in words. */
function placeOf({ on, metric }: StoredDifference, { catalogue }: Result): string {
  const { name } = described(catalogue.metrics, metric);
  switch (on.kind) {
    case "clean":
      return `${name} on clean images`;
    case "attack":
      return `${name} under ${described(catalogue.attacks, on.id).title} at ${on.epsilon} (${on.space === "pixel" ? "pixels" : "normalised input"})`;
    case "corruption":
      return `${name} under ${described(catalogue.corruptions, on.id).title}, severity ${on.severity}`;
    case "corruptions":
      return on.ids.length === 1
        ? `${name} under ${described(catalogue.corruptions, on.ids[0]).title}`
        : `${name}, mean over ${on.ids.length} corruptions (${on.ids.join(", ")})`;
  }
}

function ReliabilityWords({ result: { checkpoints, warnings } }: { readonly result: Result }) {
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
      <summary>Before the robust accuracies are believed ({said.length})</summary>
      <ul>
        {said.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </details>
  );
}

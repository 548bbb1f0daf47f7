import type { PageData } from "../browser/page-data.ts";

/** Most checkpoints of which every pair can be chosen; of more, each against the first. */
const MAX_PAIRED = 4;

/** What the reader can choose among the examples; without scripts it stays hidden, and all examples are shown. */
export function ExampleFilters({
  data,
  switchable,
}: {
  readonly data: PageData;
  /** Whether any example has maps of two classes. */
  readonly switchable: boolean;
}) {
  const { checkpoints, conditions, distributions, classes, examples } = data;
  const pairs = checkpoints.flatMap((right, i) =>
    checkpoints.flatMap((wrong, j) =>
      i !== j && (checkpoints.length <= MAX_PAIRED || i === 0 || j === 0) ? [{ id: `${i}-${j}`, right, wrong }] : [],
    ),
  );
  const others = conditions.map((_, i) => i).filter((i) => !distributions.includes(i));
  const parts = [
    { title: "the five most probable classes", places: distributions },
    { title: "the predicted class alone", places: others },
  ].filter(({ places }) => places.length > 0);
  const labels = [...new Set(examples.map(({ label }) => label))].sort((a, b) => a - b);
  return (
    <fieldset class="filters" hidden>
      <legend>Show</legend>
      <label>
        Answers
        <select name="which">
          <option value="all">any</option>
          {pairs.map(({ id, right, wrong }) => (
            <option key={id} value={id}>
              right in {right}, wrong in {wrong}
            </option>
          ))}
          <option value="errors">{checkpoints.length === 1 ? "wrong" : "wrong in every checkpoint"}</option>
        </select>
      </label>
      <label>
        True class
        <select name="label">
          <option value="">any</option>
          {labels.map((label) => (
            <option key={label} value={label}>
              {classes[label]}
            </option>
          ))}
        </select>
      </label>
      <label>
        Condition
        <select name="condition">
          {parts.map(({ title, places }) => (
            <optgroup key={title} label={title}>
              {places.map((i) => (
                <option key={conditions[i]} value={i}>
                  {conditions[i]}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      {switchable ? (
        <label>
          Maps for
          <select name="map">
            <option value="predicted">the predicted class</option>
            <option value="true">the true class</option>
          </select>
        </label>
      ) : null}
      <label>
        Opacity of maps
        <input type="range" name="opacity" min={0} max={100} step={10} value={100} />
      </label>
      <p>
        <output aria-live="polite">{examples.length}</output> examples.{" "}
        <a class="permalink" href="#examples">
          Link to this view
        </a>
      </p>
    </fieldset>
  );
}

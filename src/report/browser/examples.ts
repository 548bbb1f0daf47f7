import { fillBars } from "./bars.ts";
import { createDialog } from "./example-dialog.ts";
import { isShown } from "./is-shown.ts";
import { type ExampleFacts, PAGE_DATA_ID, type PageData } from "./page-data.ts";
import { DEFAULT_VIEW, formatView, parseView, type View } from "./view.ts";

/** Filters the examples, and opens one of them; what is seen is in the address, so that it can be handed on. */
export function startExamples(): void {
  const section = document.getElementById("examples-section");
  const source = document.getElementById(PAGE_DATA_ID);
  if (section === null || source === null) return;
  const data: PageData = JSON.parse(source.textContent ?? "");
  const cards = new Map(data.examples.map(({ index }) => [index, document.getElementById(`example-${index}`)]));
  const control = <T extends HTMLElement>(name: string) => section.querySelector(`[name="${name}"]`) as T;
  const which = control<HTMLSelectElement>("which");
  const label = control<HTMLSelectElement>("label");
  const condition = control<HTMLSelectElement>("condition");
  const map = section.querySelector<HTMLSelectElement>('[name="map"]');
  const opacity = control<HTMLInputElement>("opacity");
  const count = section.querySelector("output");
  const link = section.querySelector<HTMLAnchorElement>("a.permalink");
  let view = DEFAULT_VIEW;
  let shown: readonly number[] = [];

  const dialog = createDialog(data, {
    move: (index) => change({ open: index }),
    closed(index) {
      change({ open: undefined });
      const card = cards.get(index);
      (card && !card.hidden ? card.querySelector("button") : which)?.focus();
    },
  });
  const draw = () => {
    which.value = view.which;
    label.value = view.label === undefined ? "" : `${view.label}`;
    condition.value = `${view.condition}`;
    if (map !== null) map.value = view.map;
    document.documentElement.dataset["map"] = view.map;
    opacity.value = `${view.opacity}`;
    document.documentElement.style.setProperty("--map-opacity", `${view.opacity / 100}`);
    shown = data.examples.filter((facts) => isShown(facts, view)).map(({ index }) => index);
    for (const facts of data.examples) {
      const card = cards.get(facts.index);
      if (!card) continue;
      card.hidden = !shown.includes(facts.index);
      if (!card.hidden) showAnswers(card, facts, view.condition, data);
    }
    if (count !== null) count.textContent = `${shown.length} of ${data.examples.length}`;
    if (link !== null) link.href = formatView(view);
    const card = view.open === undefined ? undefined : cards.get(view.open);
    if (view.open !== undefined && card) dialog.open(view.open, card, shown);
    else dialog.close();
  };
  const change = (part: Partial<View>) => {
    view = { ...view, ...part };
    history.replaceState(null, "", formatView(view));
    draw();
  };
  const follow = () => {
    const said = parseView(location.hash);
    if (said === undefined) return;
    view = {
      ...said,
      condition: said.condition < data.conditions.length ? said.condition : 0,
      label: data.examples.some((facts) => facts.label === said.label) ? said.label : undefined,
      which: [...which.options].some(({ value }) => value === said.which) ? said.which : "all",
    };
    draw();
    if (location.hash.includes("?")) section.scrollIntoView();
  };

  section.querySelector<HTMLElement>(".filters")?.removeAttribute("hidden");
  which.addEventListener("change", () => change({ which: which.value }));
  label.addEventListener("change", () => change({ label: label.value === "" ? undefined : Number(label.value) }));
  condition.addEventListener("change", () => change({ condition: Number(condition.value) }));
  map?.addEventListener("change", () => change({ map: map.value === "true" ? "true" : "predicted" }));
  opacity.addEventListener("input", () => change({ opacity: Number(opacity.value) }));
  for (const [index, card] of cards) {
    const button = card?.querySelector("button");
    if (!button) continue;
    button.hidden = false;
    button.addEventListener("click", () => change({ open: index }));
  }
  addEventListener("hashchange", follow);
  draw();
  follow();
}

/** Puts the answers under a condition into an example's card: bars where all five classes are known, else in words. */
function showAnswers(card: HTMLElement, facts: ExampleFacts, condition: number, data: PageData): void {
  const line = card.querySelector<HTMLElement>(".under");
  const place = data.distributions.indexOf(condition);
  // Cards are filled once for each condition: typing in a filter need not draw them again.
  if (line === null || (card.dataset["condition"] ?? "0") === `${condition}`) return;
  card.dataset["condition"] = `${condition}`;
  line.hidden = condition === 0;
  const name = data.conditions[condition] ?? "";
  const answers = data.checkpoints.map((of, i) => `${of}: ${answerOf(data, facts.predicted[i], condition)}`);
  line.textContent =
    place >= 0
      ? `${name}: bars and verdicts; image and maps are of the clean image.`
      : `${name}: ${answers.join("; ")}. The bars are of the clean image.`;
  const shown = Math.max(place, 0);
  const verdicts = card.querySelectorAll(".verdict");
  card.querySelectorAll(".bars").forEach((list, i) => {
    const top = facts.tops[i]?.[shown] ?? null;
    fillBars(list, top, facts.label, data);
    const verdict = verdicts[i];
    if (verdict === undefined) return;
    const right = top?.[0] === facts.label;
    verdict.className = top === null ? "verdict muted" : `verdict ${right ? "right" : "wrong"}`;
    verdict.textContent = top === null ? "not measured" : right ? "✓ right" : "✗ wrong";
  });
}

function answerOf({ classes }: PageData, predicted: readonly (number | null)[], condition: number): string {
  const answer = predicted[condition] ?? null;
  return answer === null ? "not measured" : (classes[answer] ?? "no number");
}

import { createDialog } from "./example-dialog.ts";
import { isShown } from "./is-shown.ts";
import { PAGE_DATA_ID, type PageData } from "./page-data.ts";
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
    opacity.value = `${view.opacity}`;
    document.documentElement.style.setProperty("--map-opacity", `${view.opacity / 100}`);
    shown = data.examples.filter((facts) => isShown(facts, view)).map(({ index }) => index);
    for (const facts of data.examples) {
      const card = cards.get(facts.index);
      if (!card) continue;
      card.hidden = !shown.includes(facts.index);
      const line = card.querySelector<HTMLElement>(".under");
      if (line === null) continue;
      line.hidden = view.condition === 0;
      const answers = data.checkpoints.map(
        (name, i) => `${name}: ${answerOf(data, facts.predicted[i], view.condition)}`,
      );
      line.textContent = `${data.conditions[view.condition] ?? ""}: ${answers.join("; ")}`;
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

function answerOf({ classes }: PageData, predicted: readonly (number | null)[], condition: number): string {
  const answer = predicted[condition] ?? null;
  return answer === null ? "not measured" : (classes[answer] ?? "no number");
}

import { fillBars } from "./bars.ts";
import { AVERAGE_DATA_ID, type AverageData, type ClassFacts } from "./page-data.ts";

/** Shows mean answers of one class, or of those that stand in the page, under the condition that the reader chooses. */
export function startAverages(): void {
  const section = document.getElementById("averages-section");
  const source = document.getElementById(AVERAGE_DATA_ID);
  const list = section?.querySelector(".averages");
  if (!section || !source || !list) return;
  const standing = [...list.children] as HTMLElement[];
  // Read when it is first needed: a page of many classes opens the sooner.
  let data: AverageData | undefined;
  const [label, condition] = ["average-class", "average-condition"].map(
    (name) => section.querySelector(`[name="${name}"]`) as HTMLSelectElement,
  );
  const draw = () => {
    data ??= JSON.parse(source.textContent ?? "") as AverageData;
    const wanted = label.value === "" ? standing.map(({ dataset }) => dataset["class"]) : [label.value];
    const cards = wanted.flatMap((text, i) => {
      const facts = data?.averages.find((each) => `${each.class}` === text);
      const card = label.value === "" ? standing[i] : (standing[0]?.cloneNode(true) as HTMLElement);
      if (facts === undefined) return [];
      fill(card, facts, Number(condition.value), data as AverageData);
      return [card];
    });
    list.replaceChildren(...cards);
  };
  section.querySelector(".filters")?.removeAttribute("hidden");
  label.addEventListener("change", draw);
  condition.addEventListener("change", draw);
}

function fill(card: HTMLElement, { class: label, of }: ClassFacts, condition: number, data: AverageData): void {
  const facts = of.map((each) => each[condition] ?? null);
  const count = facts.find((each) => each !== null)?.count ?? 0;
  card.dataset["class"] = `${label}`;
  const title = card.querySelector("h3 b");
  if (title !== null) title.textContent = data.classes[label] ?? "";
  const images = card.querySelector("h3 .muted");
  const under = condition === 0 ? "" : `, ${data.conditions[condition]}`;
  if (images !== null) images.textContent = `(${count === 1 ? "1 image" : `${count} images`}${under})`;
  card.querySelectorAll(".view").forEach((view, i) => {
    const found = facts[i] ?? null;
    const bars = view.querySelector(".bars");
    if (bars !== null) fillBars(bars, found?.top ?? null, label, data);
    const mass = view.querySelector(".mass");
    if (mass === null) return;
    if (found === null) mass.textContent = "not measured";
    else mass.textContent = found.mass === null ? "" : massText(found.mass);
  });
}

const massText = (tenths: number) => `${(tenths / 10).toFixed(1)} % inside the superclass`;

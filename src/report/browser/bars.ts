import type { ClassNames, PackedTop } from "./page-data.ts";

/** One bar of an answer. */
interface Bar {
  readonly name: string;
  /** Percent, one decimal. */
  readonly percent: string;
  /** The true class, or another one of its superclass. */
  readonly kin: "true" | "kin" | "";
}

/** The bars of an answer, [class, tenths of a percent, ...], as the page that was made has them. */
export function barsOf(top: PackedTop, label: number, { classes, groups }: ClassNames): readonly Bar[] {
  return Array.from({ length: top.length >> 1 }, (_, i) => {
    const [k, tenths] = [top[2 * i], top[2 * i + 1]];
    const related = groups !== null && groups[k] === groups[label];
    return {
      name: classes[k] ?? "",
      percent: (tenths / 10).toFixed(1),
      kin: k === label ? "true" : related ? "kin" : "",
    };
  });
}

/** Puts an answer's bars into a list; none where it was not measured. */
export function fillBars(list: Element, top: PackedTop | null, label: number, names: ClassNames): void {
  const bars = top === null ? [] : barsOf(top, label, names);
  list.replaceChildren(...bars.map(drawn));
}

function drawn({ name, percent, kin }: Bar): HTMLLIElement {
  const item = document.createElement("li");
  item.className = kin;
  const called = document.createElement(kin === "true" ? "b" : "span");
  called.textContent = name;
  const bar = document.createElement("i");
  bar.className = `p${Math.round(Number(percent))}`;
  item.append(called, ` ${percent} %`, bar);
  return item;
}

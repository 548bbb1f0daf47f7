import { createWindow } from "./row-window.ts";
import { type Order, sortedPlaces } from "./sort-rows.ts";

/**
 * Makes a table's columns sortable by buttons in their heads, and its rows findable by their head. One that is folded away
 * is left alone until it is unfolded: to measure a row of it would lay out all of them.
 */
export function startTable(table: HTMLTableElement): void {
  const folded = table.closest("details");
  if (folded === null || folded.open) start(table);
  else folded.addEventListener("toggle", () => start(table), { once: true });
}

function start(table: HTMLTableElement): void {
  const [body] = table.tBodies;
  if (body === undefined) return;
  const rows = [...body.rows];
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  const inSight = createWindow(table, body);
  let wanted = "";
  let sorted = rows;

  const show = () => {
    inSight.show(sorted.filter((row) => (row.cells[0].textContent ?? "").toLowerCase().includes(wanted)));
  };
  const sort = (column: number, order: Order) => {
    heads.forEach((head, i) => {
      if (i === column) head.setAttribute("aria-sort", order);
      else head.removeAttribute("aria-sort");
    });
    const texts = rows.map((row) => row.cells[column].textContent ?? "");
    sorted = sortedPlaces(texts, order).map((place) => rows[place]);
    show();
  };
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const before = head.getAttribute("aria-sort");
      // Numbers are looked through from the largest, names from A.
      const first: Order = column === 0 ? "ascending" : "descending";
      const other: Order = first === "ascending" ? "descending" : "ascending";
      sort(column, before === first ? other : first);
    });
  });
  const search = table.closest(".searchable")?.querySelector<HTMLElement>(".search");
  const input = search?.querySelector("input");
  if (search && input) {
    search.hidden = false;
    input.addEventListener("input", () => {
      wanted = input.value.trim().toLowerCase();
      show();
    });
  }
  show();
}

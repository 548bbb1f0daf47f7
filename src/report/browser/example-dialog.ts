import type { PageData } from "./page-data.ts";

/** One example, large, over the page. */
export interface ExampleDialog {
  /** @param among the examples that the arrows go through */
  open(index: number, card: HTMLElement, among: readonly number[]): void;
  close(): void;
}

interface Listener {
  /** The reader went on to another example. */
  move(index: number): void;
  /** The reader closed this one. */
  closed(index: number): void;
}

/** Escape and the button close it, the arrows go to the next example; the focus stays within while it is open. */
export function createDialog(data: PageData, listener: Listener): ExampleDialog {
  const dialog = document.createElement("dialog");
  dialog.className = "open-example";
  dialog.ariaLabel = "Example";
  document.body.append(dialog);
  let current: number | undefined;
  let neighbours: readonly number[] = [];
  const step = (by: number) => {
    const place = neighbours.indexOf(current ?? -1);
    const next = neighbours[place + by];
    if (place >= 0 && next !== undefined) listener.move(next);
  };
  dialog.addEventListener("close", () => {
    if (current === undefined) return;
    const last = current;
    current = undefined;
    listener.closed(last);
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") step(-1);
    else if (event.key === "ArrowRight") step(1);
  });
  return {
    open(index, card, among) {
      neighbours = among;
      if (index === current) return;
      current = index;
      const place = among.indexOf(index);
      const bar = document.createElement("div");
      bar.className = "bar";
      const previous = button("← Previous", () => step(-1), place <= 0);
      const next = button("Next →", () => step(1), place < 0 || place + 1 >= among.length);
      const close = button("Close", () => dialog.close(), false);
      bar.append(previous, next, close);
      const pressed = document.activeElement?.textContent;
      const copy = card.cloneNode(true) as HTMLElement;
      copy.removeAttribute("id");
      for (const inner of copy.querySelectorAll("[id]")) inner.removeAttribute("id");
      copy.querySelector("button")?.remove();
      copy.hidden = false;
      const content = document.createElement("div");
      content.className = card.closest("section")?.className ?? "";
      content.append(...copy.childNodes);
      dialog.replaceChildren(bar, content, conditionTable(data, index));
      if (!dialog.open) dialog.showModal();
      // Whoever goes on by a button goes on with the same one.
      const again = [previous, next].find(({ textContent, disabled }) => textContent === pressed && !disabled);
      (again ?? close).focus();
    },
    close() {
      current = undefined;
      if (dialog.open) dialog.close();
    },
  };
}

function button(text: string, act: () => void, disabled: boolean): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.disabled = disabled;
  made.addEventListener("click", act);
  return made;
}

/** What each checkpoint takes the example for, under every condition that it was measured under. */
function conditionTable({ checkpoints, conditions, classes, examples }: PageData, index: number): HTMLElement {
  const facts = examples.find((example) => example.index === index);
  const details = document.createElement("details");
  details.open = true;
  details.append(element("summary", "Under every condition"));
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  for (const text of ["condition", ...checkpoints]) {
    const cell = element("th", text);
    cell.scope = "col";
    cell.className = "text";
    head.append(cell);
  }
  const body = table.createTBody();
  conditions.forEach((name, condition) => {
    const answers = facts?.predicted.map((of) => of[condition] ?? null) ?? [];
    if (answers.every((answer) => answer === null)) return;
    const row = body.insertRow();
    const title = element("th", name);
    title.scope = "row";
    row.append(title);
    for (const answer of answers) {
      const cell = row.insertCell();
      const right = answer === facts?.label;
      cell.className = answer === null ? "text" : `text ${right ? "right" : "wrong"}`;
      cell.textContent = answer === null ? "not measured" : `${right ? "✓" : "✗"} ${classes[answer] ?? "no number"}`;
    }
  });
  details.append(table);
  return details;
}

function element<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, text: string): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

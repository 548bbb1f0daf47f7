/** Rows beyond which only those in sight are in the document. */
const MOST_ROWS = 200;

/** Rows above and below what is in sight that are in the document too. */
const MARGIN = 20;

/** Height of a row that cannot be measured, in a closed <details>; CSS pixels. */
const DEFAULT_HEIGHT = 28;

/** The rows of a table of which, where they are many, only those in sight are in the document. */
export interface RowWindow {
  show(rows: readonly HTMLTableRowElement[]): void;
}

/** Puts rows into a table's body; many rows scroll within the element of class `scroll` around it. */
export function createWindow(table: HTMLTableElement, body: HTMLTableSectionElement): RowWindow {
  const scroll = table.closest<HTMLElement>(".scroll");
  let all: readonly HTMLTableRowElement[] = [];
  let printing = false;

  const spacer = (rows: number, height: number) => {
    const row = document.createElement("tr");
    row.ariaHidden = "true";
    const cell = row.insertCell();
    cell.className = "spacer";
    cell.style.height = `${rows * height}px`;
    return rows > 0 ? [row] : [];
  };
  const draw = () => {
    const windowed = scroll !== null && !printing && all.length > MOST_ROWS;
    scroll?.classList.toggle("windowed", windowed);
    if (!windowed) {
      body.replaceChildren(...all);
      return;
    }
    // Rows are as high as those that stand there: taking them out first would scroll to the top.
    const standing = body.querySelector<HTMLTableRowElement>("tr:not([aria-hidden])");
    const height = standing?.getBoundingClientRect().height || DEFAULT_HEIGHT;
    const from = Math.max(0, Math.min(all.length, Math.floor(scroll.scrollTop / height)) - MARGIN);
    const to = Math.min(all.length, from + Math.ceil(scroll.clientHeight / height) + 2 * MARGIN);
    body.replaceChildren(...spacer(from, height), ...all.slice(from, to), ...spacer(all.length - to, height));
  };
  let waiting = false;
  scroll?.addEventListener("scroll", () => {
    if (waiting || all.length <= MOST_ROWS) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      draw();
    });
  });
  // A closed <details> has no height to measure.
  table.closest("details")?.addEventListener("toggle", draw);
  addEventListener("beforeprint", () => {
    printing = true;
    draw();
  });
  addEventListener("afterprint", () => {
    printing = false;
    draw();
  });
  return {
    show(rows) {
      all = rows;
      table.setAttribute("aria-rowcount", `${rows.length + 1}`);
      rows.forEach((row, i) => {
        row.setAttribute("aria-rowindex", `${i + 2}`);
      });
      if (scroll !== null) scroll.scrollTop = 0;
      draw();
    },
  };
}

/** What the reader chose to see; what a link to the page says after its #. */
export interface View {
  /** `all`, `errors` (wrong in every checkpoint), or `0-1`: right in checkpoint 0, wrong in checkpoint 1. */
  readonly which: string;
  /** Index of the true class; undefined for every class. */
  readonly label: number | undefined;
  /** Place in the list of conditions; 0 is clean. */
  readonly condition: number;
  /** Class that maps are for, where an example has both. */
  readonly map: "predicted" | "true";
  /** Opacity of the maps, percent. */
  readonly opacity: number;
  /** Index of the example that is open; undefined where none is. */
  readonly open: number | undefined;
}

export const DEFAULT_VIEW: View = {
  which: "all",
  label: undefined,
  condition: 0,
  map: "predicted",
  opacity: 100,
  open: undefined,
};

const START = "#examples";

/**
 * A view as the fragment of an address; what is as it was in the beginning is left out.
 *
 * @example formatView({ ...DEFAULT_VIEW, which: "0-1", open: 17 }) // "#examples?which=0-1&open=17"
 */
export function formatView(view: View): string {
  const said = (Object.keys(DEFAULT_VIEW) as (keyof View)[]).flatMap((key) =>
    view[key] === DEFAULT_VIEW[key] ? [] : [`${key}=${view[key]}`],
  );
  return said.length === 0 ? START : `${START}?${said.join("&")}`;
}

/** The view that a fragment says; undefined where it says none. What it says wrongly is as it was in the beginning. */
export function parseView(fragment: string): View | undefined {
  if (fragment !== START && !fragment.startsWith(`${START}?`)) return undefined;
  const said = new URLSearchParams(fragment.slice(START.length + 1));
  const number = (key: string) => {
    const text = said.get(key) ?? "";
    return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  };
  const which = said.get("which") ?? "";
  return {
    which: which === "errors" || /^\d{1,3}-\d{1,3}$/.test(which) ? which : DEFAULT_VIEW.which,
    label: number("label"),
    condition: number("condition") ?? DEFAULT_VIEW.condition,
    map: said.get("map") === "true" ? "true" : DEFAULT_VIEW.map,
    opacity: Math.min(100, number("opacity") ?? DEFAULT_VIEW.opacity),
    open: number("open"),
  };
}

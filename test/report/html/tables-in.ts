/** A table of a page, as text. */
export interface TextTable {
  /** What the element that scrolls it is called. */
  readonly label: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Every table of a page that was made by this program: its HTML is well formed, and no table is in another. */
export function tablesIn(html: string): readonly TextTable[] {
  return [...html.matchAll(/<section class="scroll" aria-label="([^"]*)"[^>]*><table[^>]*>(.*?)<\/table>/gs)].map(
    ([, label, content]) => {
      const rows = [...content.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row]) =>
        [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell]) => textOf(cell)),
      );
      return { label: textOf(label), head: rows[0], rows: rows.slice(1) };
    },
  );
}

/** Number of tables, however they are wrapped. */
export function tableCount(html: string): number {
  return html.match(/<table/g)?.length ?? 0;
}

function textOf(html: string): string {
  const text = html.replaceAll(/<[^>]*>/g, "");
  return text.replaceAll("&lt;", "<").replaceAll("&quot;", '"').replaceAll("&amp;", "&").replaceAll(/\s+/g, " ").trim();
}

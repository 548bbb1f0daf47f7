/** A table with booktabs; all text is LaTeX already. */
export interface LatexRows {
  readonly label: string;
  readonly caption: string;
  /** One letter for each column: `l`, `r`. */
  readonly align: string;
  readonly columns: readonly string[];
  readonly groups: readonly {
    /** Over the rows; none where there is one group. */
    readonly title?: string;
    readonly rows: readonly (readonly string[])[];
  }[];
}

/** A table on one page, made narrower where it does not fit. */
export function latexTable({ label, caption, align, columns, groups }: LatexRows): string {
  return [
    "\\begin{table}",
    "  \\centering",
    `  \\caption{${caption}}`,
    `  \\label{tab:${label}}`,
    "  \\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%",
    `  \\begin{tabular}{${align}}`,
    "    \\toprule",
    line(columns),
    ...groups.flatMap(({ title, rows }) => [
      "    \\midrule",
      ...(title === undefined ? [] : [`    \\multicolumn{${columns.length}}{l}{\\emph{${title}}} \\\\`]),
      ...rows.map(line),
    ]),
    "    \\bottomrule",
    "  \\end{tabular}}",
    "\\end{table}",
  ].join("\n");
}

/** A table that may be longer than a page: its head is repeated on each. Needs longtable. */
export function latexLongTable({ label, caption, align, columns, groups }: LatexRows): string {
  return [
    `\\begin{longtable}{${align}}`,
    `  \\caption{${caption}} \\label{tab:${label}} \\\\`,
    "    \\toprule",
    line(columns),
    "    \\midrule",
    "  \\endhead",
    "    \\bottomrule",
    "  \\endfoot",
    ...groups.flatMap(({ title, rows }) => [
      ...(title === undefined ? [] : [`    \\multicolumn{${columns.length}}{l}{\\emph{${title}}} \\\\`]),
      ...rows.map(line),
    ]),
    "\\end{longtable}",
  ].join("\n");
}

const line = (cells: readonly string[]) => `    ${cells.join(" & ")} \\\\`;

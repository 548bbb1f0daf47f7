import { printable } from "../../core/printable.ts";

const NAME_LENGTH = 60;

/** What each sign is called where it means something to TeX, or is another in its fonts. */
const SPELLED: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  $: "\\$",
  "&": "\\&",
  "#": "\\#",
  "%": "\\%",
  _: "\\_",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  '"': "''",
  "`": "{`}",
  "'": "{'}",
  "-": "{-}",
  "?": "{?}",
  "!": "{!}",
  "[": "{[}",
  "]": "{]}",
  "→": "$\\rightarrow$",
  "×": "$\\times$",
};

/** Letters that LaTeX sets without further packages: ASCII, Latin-1 and Latin Extended-A. */
const KNOWN = /[\x20-\x7e\u00c0-\u017f]/;

/**
 * Text from outside as LaTeX that sets it and does nothing else. Letters that pdfLaTeX has no font for are written as
 * their code points, `[U+4E2D]`.
 */
export function latexText(text: string): string {
  return Array.from(printable(text, NAME_LENGTH), (sign) => {
    if (Object.hasOwn(SPELLED, sign)) return SPELLED[sign];
    if (KNOWN.test(sign)) return sign;
    return `{[}U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}{]}`;
  }).join("");
}

/** A formatted number, or several, with TeX's signs; a dash where there is none. */
export function latexNumber(text: string): string {
  if (text === "") return "";
  return text === "-" ? "--" : `$${text.replaceAll("Infinity", "\\infty")}$`;
}

/** Text that must not end a comment's line. */
export function latexComment(text: string): string {
  return `% ${printable(text, Number.POSITIVE_INFINITY)}`;
}

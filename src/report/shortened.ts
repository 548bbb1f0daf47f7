/**
 * Text of at most so many letters; what is cut off is marked.
 *
 * @example shortened("convolution", 5) // "conv…"
 */
export function shortened(text: string, letters: number): string {
  const all = Array.from(text);
  return all.length > letters ? `${all.slice(0, letters - 1).join("")}…` : text;
}

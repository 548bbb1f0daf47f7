/**
 * Whether a name fits a pattern, in which `*` stands for any letters between two slashes.
 *
 * @example fits("corruption/*", "corruption/fog") // true: but not "corruption/fog/3"
 */
export function fits(pattern: string, name: string): boolean {
  const [wanted, found] = [pattern.split("/"), name.split("/")];
  return wanted.length === found.length && wanted.every((part, i) => partFits(part, found[i]));
}

/** As `fits`, for slices: a class's name may hold slashes itself. */
export function fitsSlice(pattern: string, name: string): boolean {
  const [wanted, found] = [pattern, name].map((text) => text.indexOf("/"));
  return (
    pattern.slice(0, wanted) === name.slice(0, found) && partFits(pattern.slice(wanted + 1), name.slice(found + 1))
  );
}

/** Without a regular expression, whose time a hostile pattern could make grow without bound. */
function partFits(pattern: string, text: string): boolean {
  const [first, ...rest] = pattern.split("*");
  if (rest.length === 0) return pattern === text;
  if (!text.startsWith(first)) return false;
  let place = first.length;
  const last = rest.pop() ?? "";
  for (const piece of rest) {
    const found = text.indexOf(piece, place);
    if (found === -1) return false;
    place = found + piece.length;
  }
  return text.length - last.length >= place && text.endsWith(last);
}

export function isPattern(text: string): boolean {
  return text.includes("*");
}

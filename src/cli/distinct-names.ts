import { basename, dirname, extname, resolve, sep } from "node:path";

/**
 * Names for tables: those given, and where two are the same, as much more of their paths as tells them apart: the
 * ending (`model.pth`, `model.onnx`), or the folders (`a/model`, `b/model`). One file named twice stays twice the same.
 */
export function distinctNames(given: readonly { readonly name: string; readonly path: string }[]): string[] {
  return given.map(({ name, path }) => {
    const namesakes = given.filter((other) => other.name === name && resolve(other.path) !== resolve(path));
    if (namesakes.length === 0) return name;
    const telling = WAYS.find((way) => namesakes.every((other) => way(other) !== way({ name, path })));
    return telling?.({ name, path }) ?? path;
  });
}

type Way = (of: { readonly name: string; readonly path: string }) => string;

const MAX_FOLDERS = 8;

/** The shortest first. */
const WAYS: readonly Way[] = [
  ({ path }) => basename(path),
  ...Array.from({ length: MAX_FOLDERS }, (_, i) => [
    withFolders(i + 1, ({ name }) => name),
    withFolders(i + 1, ({ name, path }) => `${name}${extname(path)}`),
  ]).flat(),
];

function withFolders(count: number, last: Way): Way {
  return (of) => [...dirname(resolve(of.path)).split(sep).slice(-count), last(of)].filter(Boolean).join("/");
}

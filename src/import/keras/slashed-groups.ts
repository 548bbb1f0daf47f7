import type { Hdf5 } from "./hdf5.ts";

/**
 * A file's groups as if their names had no backslashes. Keras on Windows puts each layer's group under the root, with a
 * path of Windows for a name: `layers\\dense` is one group there, where it is `dense` inside of `layers` elsewhere.
 */
export function slashedGroups(hdf5: Hdf5): Hdf5 {
  const names = new Map(
    hdf5
      .children("/")
      .filter((name) => name.includes("\\"))
      .map((name) => [`/${name.replaceAll("\\", "/")}`, `/${name}`]),
  );
  if (names.size === 0) return hdf5;
  const stored = (path: string): string => {
    const groups = [...names.keys()].filter((group) => path === group || path.startsWith(`${group}/`));
    const deepest = groups.sort((a, b) => b.length - a.length)[0];
    return deepest === undefined ? path : `${names.get(deepest)}${path.slice(deepest.length)}`;
  };
  return {
    attribute: (path, name) => hdf5.attribute(stored(path), name),
    array: (path) => hdf5.array(stored(path)),
    children(path) {
      const inside = path === "/" ? "/" : `${path}/`;
      const below = [...names.keys()].filter((group) => group.startsWith(inside));
      const named = below.map((group) => group.slice(inside.length).split("/")[0]);
      const own = hdf5.children(stored(path)).filter((name) => !name.includes("\\"));
      return [...new Set([...own, ...named])];
    },
  };
}

import { createRequire } from "node:module";
import { VENDORS } from "./vendors.mjs";

const require = createRequire(import.meta.url);

/** Reads the vendors' packages: `svg(vendor, hexcode)` is the drawing of an emoji, or undefined where the set has none. */
export function openSets() {
  const sets = VENDORS.map((vendor) => readSet(vendor));
  // Iconify gives one emoji one name in all of its sets, but only some packages list the code points of each name.
  const namesByCode = new Map();
  for (const set of sets) {
    for (const [code, name] of set.codes) {
      if (!namesByCode.has(code)) namesByCode.set(code, new Set());
      namesByCode.get(code).add(name);
    }
  }
  return {
    svg: (vendor, hexcode) => {
      const set = sets[vendor];
      const code = plainCode(hexcode);
      if (set.codes.size > 0) return drawing(set, set.codes.get(code));
      for (const name of namesByCode.get(code) ?? []) {
        const found = drawing(set, name);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

/** Code points as the sets write them: lower case, without the variation selector. */
function plainCode(hexcode) {
  return hexcode
    .toLowerCase()
    .split("-")
    .filter((part) => part !== "fe0f")
    .join("-");
}

function readSet(vendor) {
  const file = (name) => require(`${vendor.package}/${name}`);
  const stated = [file("info.json").license.spdx, file("package.json").license];
  if (stated.some((licence) => licence !== vendor.licence)) {
    throw new Error(`${vendor.package} states ${stated.join(" and ")}, not ${vendor.licence}: check NOTICE`);
  }
  const codes = new Map(Object.entries(file("chars.json")).map(([code, name]) => [plainCode(code), name]));
  return { icons: file("icons.json"), codes };
}

function drawing({ icons }, name) {
  let resolved = name;
  for (let hops = 0; hops < 4 && resolved !== undefined && !(resolved in icons.icons); hops++) {
    const alias = icons.aliases?.[resolved];
    // An alias that also turns or mirrors its parent would need more than a look-up; the emoji sets have none.
    if (alias !== undefined && Object.keys(alias).some((key) => key !== "parent")) return undefined;
    resolved = alias?.parent;
  }
  const icon = resolved === undefined ? undefined : icons.icons[resolved];
  if (icon === undefined) return undefined;
  const width = icon.width ?? icons.width ?? 16;
  const height = icon.height ?? icons.height ?? 16;
  return { body: icon.body, left: icon.left ?? 0, top: icon.top ?? 0, width, height };
}

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Locked {
  readonly integrity?: string;
  readonly link?: boolean;
}

// npm writes down no hash of optional packages for other systems that it could not see when it made the lock file. What
// is missing: `npm view NAME@VERSION dist.integrity`.
test.each([
  ["../package-lock.json", 100],
  ["../scripts/docs/package-lock.json", 10],
])("the lock file %s has a hash of every package, those for other systems too", (file, least) => {
  const lock = JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8"));
  const packages = Object.entries(lock.packages as Record<string, Locked>).filter(([path]) => path !== "");
  expect(packages.length).toBeGreaterThan(least);
  expect(packages.filter(([, { integrity, link }]) => integrity === undefined && !link)).toEqual([]);
});

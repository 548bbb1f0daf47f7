import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

interface Room {
  /** Rooms below that it may import, types included. */
  readonly rooms: readonly string[];
  /** Packages that it may import; `@tensorflow` stands for all of that scope. */
  readonly packages: readonly string[];
}

/** Every room, from the bottom up: what it may import stands above it in this list. */
const ROOMS: Readonly<Record<string, Room>> = {
  "src/core": { rooms: [], packages: ["yauzl", "zod"] },
  "src/pickle": { rooms: ["src/core"], packages: [] },
  metrics: { rooms: ["src/core"], packages: ["simple-statistics"] },
  corruptions: { rooms: ["src/core"], packages: [] },
  attacks: { rooms: ["src/core"], packages: [] },
  "src/result": { rooms: ["src/core"], packages: ["zod"] },
  "src/engine": { rooms: ["src/core"], packages: ["@tensorflow", "onnxruntime-node", "protobufjs"] },
  "src/data": {
    rooms: ["src/core", "src/pickle", "corruptions"],
    packages: [
      "csv-parse",
      "hyparquet",
      "hyparquet-compressors",
      "image-size",
      "jimp",
      "libxml2-wasm",
      "sharp",
      "tar-stream",
      "zod",
    ],
  },
  "src/network": { rooms: ["src/core", "src/engine"], packages: ["@tensorflow"] },
  "src/import": {
    rooms: ["src/core", "src/pickle", "src/engine", "src/network"],
    packages: ["@tensorflow", "h5wasm", "protobufjs", "zod"],
  },
  "src/model": {
    rooms: ["src/core", "src/data", "src/engine", "src/import", "src/network"],
    packages: ["@tensorflow", "zod"],
  },
  "src/train": {
    rooms: ["src/core", "src/data", "src/engine", "src/network", "src/model"],
    packages: ["@tensorflow", "zod"],
  },
  "src/explain": { rooms: ["src/core", "metrics", "src/engine", "src/model", "src/result"], packages: ["jimp"] },
  "src/evaluate": {
    rooms: ["src/core", "metrics", "corruptions", "attacks", "src/result", "src/data", "src/engine", "src/model"],
    packages: ["fflate", "zod"],
  },
  "src/study": {
    rooms: ["src/core", "metrics", "src/result", "src/data"],
    packages: ["fflate", "jstat", "simple-statistics", "zod"],
  },
  "src/report": {
    rooms: ["src/core", "src/result"],
    packages: [
      "cli-table3",
      "jimp",
      "picocolors",
      "preact",
      "preact-render-to-string",
      "protobufjs",
      "sharp",
      "vega",
      "vega-lite",
      "yaml",
    ],
  },
  "src/gate": {
    rooms: ["src/core", "metrics", "src/result", "src/data", "src/report"],
    packages: ["@humanwhocodes/momoa", "csv-parse", "fflate", "picocolors"],
  },
  "src/index.ts": {
    rooms: ["src/core", "src/result", "src/data", "src/engine", "src/model", "src/evaluate", "src/report"],
    packages: [],
  },
  "src/cli": {
    rooms: [
      "src/core",
      "metrics",
      "corruptions",
      "attacks",
      "src/result",
      "src/engine",
      "src/data",
      "src/import",
      "src/model",
      "src/train",
      "src/explain",
      "src/evaluate",
      "src/study",
      "src/report",
      "src/gate",
    ],
    packages: ["@commander-js/extra-typings", "cli-progress", "kubernetes-types", "log-update", "yaml"],
  },
  bin: { rooms: ["src/cli"], packages: [] },
  bench: {
    rooms: [
      "src/core",
      "metrics",
      "corruptions",
      "attacks",
      "src/result",
      "src/engine",
      "src/data",
      "src/model",
      "src/train",
      "src/report",
      "src/gate",
      "src/cli",
    ],
    packages: ["@tensorflow", "cli-table3", "jimp", "playwright-core", "sharp"],
  },
};

const root = fileURLToPath(new URL("..", import.meta.url));
const files = ["src", "metrics", "corruptions", "attacks", "bin", "bench"].flatMap((folder) =>
  readdirSync(posix.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => posix.join(folder, name.replaceAll("\\", "/"))),
);

/** Imports and re-exports, types too; imports inside functions; files that are started as a thread. */
const IMPORT =
  /(?:^|\n)(?:import|export)\b[^;"'`]*?\bfrom\s+"([^"]+)"|\bimport\s*\(?\s*"([^"]+)"|\bnew URL\(\s*"([^"]+\.[jt]s)"/g;

const imported = new Map(
  files.map((file) => {
    const names = [...readFileSync(posix.join(root, file), "utf8").matchAll(IMPORT)].flatMap((found) =>
      found.slice(1).filter((name) => name !== undefined),
    );
    return [
      file,
      {
        files: names
          .filter((name) => name.startsWith("."))
          .map((name) => posix.join(posix.dirname(file), name.replace(/\.js$/, ".ts"))),
        packages: names.filter((name) => !name.startsWith(".") && !name.startsWith("node:")),
      },
    ] as const;
  }),
);

function roomOf(file: string): string {
  const [first, second] = file.split("/");
  return first === "src" ? `src/${second}` : first;
}

const isOf = (name: string, allowed: string) => name === allowed || name.startsWith(`${allowed}/`);

test("the walk sees imports of every kind", () => {
  expect(imported.get("src/cli/commands/index.ts")?.files).toContain("src/cli/run-safety.ts");
  expect(imported.get("src/core/card.ts")?.packages).toEqual(["zod"]);
  expect(imported.get("src/engine/eager.ts")?.files).toContain("src/engine/engine.ts");
  expect(imported.get("src/data/corruptor.ts")?.files).toContain("src/data/corruption-worker.ts");
  for (const { files: targets } of imported.values()) for (const target of targets) expect(files).toContain(target);
});

describe("imports go one way", () => {
  const names = Object.keys(ROOMS);

  test("every file is in a room, and a room's imports stand below it", () => {
    expect(files.filter((file) => ROOMS[roomOf(file)] === undefined)).toEqual([]);
    for (const [place, name] of names.entries()) {
      for (const other of ROOMS[name].rooms) expect(names.slice(0, place)).toContain(other);
    }
  });

  test.each(names)("%s", (name) => {
    const room = ROOMS[name];
    const refused = [...imported].flatMap(([file, { files: targets, packages }]) => {
      if (roomOf(file) !== name) return [];
      const outside = targets.filter((target) => roomOf(target) !== name && !room.rooms.includes(roomOf(target)));
      const unlisted = packages.filter((found) => !room.packages.some((allowed) => isOf(found, allowed)));
      return [...outside, ...unlisted].map((target) => `${file} imports ${target}`);
    });
    expect(refused).toEqual([]);
  });
});

test("no file imports itself by way of others", () => {
  const done = new Set<string>();
  const cycles: string[][] = [];
  const visit = (file: string, path: readonly string[]) => {
    const at = path.indexOf(file);
    if (at >= 0) cycles.push([...path.slice(at), file]);
    if (at >= 0 || done.has(file)) return;
    for (const target of imported.get(file)?.files ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  expect(cycles.map((cycle) => cycle.join(" -> "))).toEqual([]);
});

test("no module keeps state: nothing at the top of a file is reassigned or filled later", () => {
  // A map or set made empty can only be there to be filled.
  const state =
    /^(?:export )?(?:(?:let|var)\s+\w+|const\s+\w+[^=\n]*=\s*(?:new (?:Weak)?(?:Map|Set)\b.*\(\);$|\[\];|\{\};))/gm;
  const kept = files.flatMap((file) =>
    [...readFileSync(posix.join(root, file), "utf8").matchAll(state)].map(([line]) => `${file}: ${line}`),
  );
  expect(kept).toEqual([]);
});

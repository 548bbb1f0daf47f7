import { benchAttacks } from "./attacks.ts";
import { benchCorruptions } from "./corruptions.ts";
import { benchEngine } from "./engine.ts";
import { benchGate } from "./gate.ts";
import { benchImages } from "./images.ts";
import { benchMethods } from "./methods.ts";
import { benchMetrics } from "./metrics.ts";
import { benchReport } from "./report/index.ts";

/** Every benchmark. */
const BENCHMARKS: Readonly<Record<string, () => Promise<void>>> = {
  engine: benchEngine,
  metrics: benchMetrics,
  methods: benchMethods,
  corruptions: benchCorruptions,
  attacks: benchAttacks,
  images: benchImages,
  gate: benchGate,
  report: benchReport,
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((id) => BENCHMARKS[id] === undefined);
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(", ")}: choose from ${Object.keys(BENCHMARKS).join(", ")}`);
  process.exitCode = 2;
} else {
  for (const [id, run] of Object.entries(BENCHMARKS)) if (chosen.length === 0 || chosen.includes(id)) await run();
}

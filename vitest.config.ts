import { defineConfig } from "vitest/config";

const json = process.env["VITEST_JSON"];

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["scripts/bundle-browser.mjs"],
    // Two-core runners: TensorFlow.js and ONNX Runtime tests are compute-bound, more workers only thrash.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // `npm run coverage`: the least that the whole suite covers. The libraries' floors lie a little below what their own
    // tests cover; the rest is src.
    coverage: {
      provider: "v8",
      include: ["metrics/**/*.ts", "corruptions/**/*.ts", "attacks/**/*.ts", "src/**/*.ts"],
      reporter: ["text-summary", "html"],
      thresholds: {
        statements: 90,
        branches: 85,
        functions: 90,
        lines: 90,
        "metrics/**": { statements: 98, branches: 95, functions: 98, lines: 99 },
        "corruptions/**": { statements: 99, branches: 96, functions: 99, lines: 99 },
        "attacks/**": { statements: 98, branches: 95, functions: 96, lines: 98 },
      },
    },
    reporters: json === undefined ? ["default"] : ["default", ["json", { outputFile: json }]],
  },
});

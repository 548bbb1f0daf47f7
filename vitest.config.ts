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
    // `npm run coverage`: the least that the whole suite covers, a little below what it does.
    coverage: {
      provider: "v8",
      include: ["metrics/**/*.ts", "corruptions/**/*.ts", "attacks/**/*.ts", "src/**/*.ts"],
      reporter: ["text-summary", "html"],
      thresholds: { statements: 90, branches: 85, functions: 90, lines: 90 },
    },
    reporters: json === undefined ? ["default"] : ["default", ["json", { outputFile: json }]],
  },
});

import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { commandLine } from "../command-line.ts";
import type { Io } from "../io.ts";
import { attackCommand } from "./attack.ts";
import { baselineCommand } from "./baseline.ts";
import { checkCommand } from "./check.ts";
import { compareCommand } from "./compare.ts";
import { corruptCommand } from "./corrupt.ts";
import { dataCommand } from "./data.ts";
import { enginesCommand } from "./engines.ts";
import { explainCommand } from "./explain.ts";
import { exportCommand } from "./export.ts";
import { initCommand } from "./init.ts";
import { inspectCommand } from "./inspect.ts";
import { launchCommand } from "./launch.ts";
import { mergeCommand } from "./merge.ts";
import { metricsCommand } from "./metrics.ts";
import { reportCommand } from "./report.ts";
import { safetyCommand } from "./safety.ts";
import { studyCommand } from "./study.ts";
import { trainCommand } from "./train.ts";

/**
 * Every command of the program, in the order help shows them. A command's file declares its options and nothing heavy;
 * what does the work is imported when it is run.
 */
export const commands: readonly ((io: Io) => CommandUnknownOpts)[] = [
  (io) =>
    safetyCommand().action(async (options, command) => {
      const { runSafety } = await import("../run-safety.ts");
      await runSafety(options, io, commandLine(command));
    }),
  (io) =>
    checkCommand().action(async (result, base, options) => {
      const { runCheck } = await import("../run-check.ts");
      await runCheck(result, base, options, io);
    }),
  (io) =>
    compareCommand().action(async (results, options) => {
      const { runCompare } = await import("../run-compare.ts");
      await runCompare(results, options, io);
    }),
  (io) =>
    baselineCommand().action(async (action, path, file, options) => {
      const { runBaseline } = await import("../run-baseline.ts");
      await runBaseline(action, path, file, options, io);
    }),
  (io) =>
    initCommand().action(async (results, options) => {
      const { runInit } = await import("../run-init.ts");
      await runInit(results, options, io);
    }),
  (io) =>
    trainCommand().action(async (options) => {
      const { runTrain } = await import("../run-train.ts");
      await runTrain(options, io);
    }),
  (io) =>
    studyCommand().action(async (plans, options) => {
      const { runStudy } = await import("../study/run-study.ts");
      await runStudy(plans, options, io);
    }),
  (io) =>
    mergeCommand().action(async (folders, options) => {
      const { runMerge } = await import("../run-merge.ts");
      await runMerge(folders, options, io);
    }),
  (io) =>
    launchCommand().action(async (scheduler, plan, options) => {
      const { runLaunch } = await import("../study/run-launch.ts");
      await runLaunch(scheduler, plan, options, io);
    }),
  (io) =>
    metricsCommand().action(async (options) => {
      const { runMetrics } = await import("../run-metrics.ts");
      await runMetrics(options, io);
    }),
  (io) =>
    attackCommand().action(async (options, command) => {
      const { runAttack } = await import("../run-attack.ts");
      await runAttack(options, io, commandLine(command));
    }),
  (io) =>
    explainCommand().action(async (options) => {
      const { runExplain } = await import("../run-explain.ts");
      await runExplain(options, io);
    }),
  (io) =>
    reportCommand().action(async (folder, options) => {
      const { runReport } = await import("../run-report.ts");
      await runReport(folder, options, io);
    }),
  (io) =>
    dataCommand().action(async (set, options) => {
      const { runData } = await import("../run-data.ts");
      await runData(set, options, io);
    }),
  (io) =>
    corruptCommand().action(async (options) => {
      const { runCorrupt } = await import("../run-corrupt.ts");
      await runCorrupt(options, io);
    }),
  (io) =>
    inspectCommand().action(async (options) => {
      const { runInspect } = await import("../run-inspect.ts");
      await runInspect(options, io);
    }),
  (io) =>
    enginesCommand().action(async (options) => {
      const { runEngines } = await import("../run-engines.ts");
      await runEngines(options, io);
    }),
  (io) =>
    exportCommand().action(async (options) => {
      const { runExport } = await import("../run-export.ts");
      await runExport(options, io);
    }),
];

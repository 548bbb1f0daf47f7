import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Io } from "../io.ts";
import { attackCommand } from "./attack.ts";
import { corruptCommand } from "./corrupt.ts";
import { dataCommand } from "./data.ts";
import { explainCommand } from "./explain.ts";
import { exportCommand } from "./export.ts";
import { inspectCommand } from "./inspect.ts";
import { metricsCommand } from "./metrics.ts";
import { safetyCommand } from "./safety.ts";
import { trainCommand } from "./train.ts";

/** Every command of the program, in the order help shows them. A command's file declares its options and nothing
 * heavy: what does the work is imported inside its action. */
export const commands: readonly ((io: Io) => CommandUnknownOpts)[] = [
  safetyCommand,
  trainCommand,
  metricsCommand,
  attackCommand,
  explainCommand,
  dataCommand,
  corruptCommand,
  inspectCommand,
  exportCommand,
];

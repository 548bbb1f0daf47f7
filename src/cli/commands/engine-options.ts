import { Command, Option } from "@commander-js/extra-typings";
import { DEVICE_IDS, ENGINE_IDS } from "../../engine/engine.ts";
import { positiveInteger } from "../numbers.ts";

/** Title of the group in help texts. */
const ENGINE_GROUP = "Computing:";

/** What computes, and where. */
const engineOptions = () =>
  new Command()
    .addOption(new Option("--engine <id>", "compute engine").choices(ENGINE_IDS).default("onnx" as const))
    .addOption(
      new Option("--device <id>", "where the engine onnx computes; auto: on a GPU where there is one")
        .choices(DEVICE_IDS)
        .default("cpu" as const),
    )
    .option("--threads <n>", "threads that compute (default: the processor's cores)", positiveInteger);

type EngineOptions = ReturnType<ReturnType<typeof engineOptions>["opts"]>;

/** A command with these options, in a group of their own. */
export function withEngineOptions<Args extends unknown[], Opts extends Record<string, unknown>>(
  command: Command<Args, Opts>,
): Command<Args, Opts & EngineOptions> {
  command.optionsGroup(ENGINE_GROUP);
  for (const option of engineOptions().options) command.addOption(option);
  // Inferred, this type would hold every step from one option to the next: megabytes of declarations.
  return command as unknown as Command<Args, Opts & EngineOptions>;
}

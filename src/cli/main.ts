import { Command, CommanderError } from "@commander-js/extra-typings";
import { CheckFailed, GateFailed, Incomparable, InputError, Unreliable } from "../core/error.ts";
import { commands } from "./commands/index.ts";
import { EXIT } from "./exit-codes.ts";
import { Interrupted } from "./interruption.ts";
import { type Io, warner } from "./io.ts";
import { systemProblem } from "./system-problem.ts";
import { version } from "./version.ts";

/**
 * Runs the program.
 *
 * @param argv arguments after the program's name
 * @returns the exit code
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const program = new Command("ipswap-eval")
    .description("Can this image classifier be trusted, and did this change make it worse?")
    .version(version())
    .showHelpAfterError("(add --help for the options)");
  for (const create of commands) {
    const command = create(io);
    command.copyInheritedSettings(program);
    program.addCommand(command as unknown as Command);
  }
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) });
  }
  try {
    await program.parseAsync([...argv], { from: "user" });
    return EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.input;
    const code = codeOf(error);
    if (code !== undefined) {
      warner(io)((error as Error).message);
      return code;
    }
    if (error instanceof Interrupted) {
      warner(io)(error.message);
      return error.exitCode;
    }
    const problem = systemProblem(error);
    if (problem !== undefined) {
      warner(io)(problem);
      return EXIT.fault;
    }
    warner(io)(`this is a fault of the program, not of its input.\n${(error as Error).stack}`);
    return EXIT.fault;
  }
}

/** The exit code of an error whose message says all; undefined for any other. */
function codeOf(error: unknown): number | undefined {
  if (error instanceof InputError) return EXIT.input;
  if (error instanceof Incomparable) return EXIT.incomparable;
  if (error instanceof Unreliable) return EXIT.unreliable;
  if (error instanceof GateFailed) return EXIT.failed;
  return error instanceof CheckFailed ? EXIT.fault : undefined;
}

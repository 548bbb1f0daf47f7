import { Command, CommanderError } from "@commander-js/extra-typings";
import { CheckFailed, Incomparable, InputError } from "../core/error.ts";
import { commands } from "./commands/index.ts";
import { Interrupted } from "./interruption.ts";
import { type Io, warner } from "./io.ts";
import { systemProblem } from "./system-problem.ts";
import { version } from "./version.ts";

/**
 * Exit codes: 0 done, 1 a check said no (or the program is at fault), 2 the input was not usable, 3 results that must not
 * be put together. 130 and 143 are those of an interruption.
 */
const EXIT = { done: 0, failed: 1, input: 2, incomparable: 3 } as const;

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
    if (error instanceof InputError) {
      warner(io)(error.message);
      return EXIT.input;
    }
    if (error instanceof Incomparable) {
      warner(io)(error.message);
      return EXIT.incomparable;
    }
    if (error instanceof CheckFailed) {
      warner(io)(error.message);
      return EXIT.failed;
    }
    if (error instanceof Interrupted) {
      warner(io)(error.message);
      return error.exitCode;
    }
    const problem = systemProblem(error);
    if (problem !== undefined) {
      warner(io)(problem);
      return EXIT.failed;
    }
    warner(io)(`this is a fault of the program, not of its input.\n${(error as Error).stack}`);
    return EXIT.failed;
  }
}

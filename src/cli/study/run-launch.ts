import { InputError } from "../../core/error.ts";
import { writeAtomic } from "../../core/files.ts";
import type { LaunchOptions } from "../commands/launch.ts";
import type { Io } from "../io.ts";
import { schedulers } from "./launch/index.ts";
import { planOf } from "./plan-source.ts";

/** What the `launch` command does: checks the plan, and writes the job file. */
export async function runLaunch(id: string, source: string, options: LaunchOptions, io: Io): Promise<void> {
  const scheduler = schedulers.find((each) => each.id === id);
  if (scheduler === undefined) {
    throw new InputError("scheduler", { expected: schedulers.map((each) => each.id).join(", "), got: `"${id}"` });
  }
  const { shards, cores, minutes, studyOut, data, seeds, epochs, out } = options;
  const plan = await planOf(source, options);
  const changes = Object.entries({ data, seeds, epochs }).filter(([, value]) => value !== undefined);
  const text = scheduler.write({
    name: plan.name,
    planArguments: [source, ...changes.flatMap(([name, value]) => [`--${name}`, `${value}`])],
    shards,
    cores,
    minutes,
    out: studyOut ?? `studies/${plan.name}`,
  });
  if (out === undefined) io.stdout.write(text);
  else {
    await writeAtomic(out, text);
    io.stderr.write(`${scheduler.title}: ${out}\n`);
  }
}

import { InputError } from "../src/core/error.ts";
import type { AttackOptions } from "./attack.ts";

/**
 * An attack's settings with a user's options in place of its own.
 *
 * @param adjustable the options that this attack has
 * @throws InputError on an option that it does not have; names those that it has
 */
export function adjust<Settings extends { readonly id: string }>(
  settings: Settings,
  options: AttackOptions,
  adjustable: readonly (keyof AttackOptions & keyof Settings)[],
): Settings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    if (!(adjustable as readonly string[]).includes(name)) {
      throw new InputError(`attack ${settings.id}`, {
        expected: adjustable.length === 0 ? "no option" : `no option but ${adjustable.join(", ")}`,
        got: `${name} ${value}`,
        remedy: "Choose an attack that has it; the list of attacks shows what each can be told.",
      });
    }
  }
  return { ...settings, ...Object.fromEntries(given) };
}

/** @throws InputError unless `count` is an integer of at least 1; zero steps would report clean accuracy as robustness */
export function checkCount(id: string, name: "steps" | "restarts" | "queries", count: number): void {
  if (Number.isInteger(count) && count >= 1) return;
  throw new InputError(`attack ${id}, ${name}`, {
    expected: "an integer of at least 1",
    got: `${count}`,
    remedy: "An attack that does nothing would report clean accuracy as robustness.",
  });
}

/** @throws InputError unless `size` is a finite number above 0 */
export function checkStepSize(id: string, size: number): void {
  if (Number.isFinite(size) && size > 0) return;
  throw new InputError(`attack ${id}, step size`, {
    expected: "a finite number above 0",
    got: `${size}`,
    remedy: "Give it in the unit of epsilon, for example 2/255.",
  });
}

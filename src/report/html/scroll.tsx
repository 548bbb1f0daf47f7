import type { ComponentChildren } from "preact";

/** A wide table or drawing scrolls by itself, with the keyboard too. */
export function Scroll({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section class="scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

/** The heads of a column for each checkpoint. */
export function NameColumns({ checkpoints }: { readonly checkpoints: readonly { readonly name: string }[] }) {
  return (
    <>
      {checkpoints.map(({ name }) => (
        <th key={name} scope="col">
          {name}
        </th>
      ))}
    </>
  );
}

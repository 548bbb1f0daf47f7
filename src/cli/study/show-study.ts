import { createLogUpdate } from "log-update";
import { groupBy } from "../../core/group-by.ts";
import { percent } from "../../core/percent.ts";
import { printable } from "../../core/printable.ts";
import type { StudyData } from "../../result/study-cell.ts";
import type { StudyPlan } from "../../result/study-plan.ts";
import type { PlannedCell } from "../../study/expand-plan.ts";
import type { StudyEvent } from "../../study/run-cells.ts";
import type { StudyFolder } from "../../study/study-folder.ts";
import type { Io } from "../io.ts";
import { formatDuration } from "../progress.ts";

type State = "waiting" | "running" | "measured" | "failed" | "elsewhere";

const SIGNS: Readonly<Record<State, string>> = {
  waiting: "·",
  running: "▸",
  measured: "✓",
  failed: "✗",
  elsewhere: "∘",
};

/** Rows that are drawn at most; of more, those in which something is at work. */
const MOST_ROWS = 30;
const REDRAW_MS = 1000;

/** Shows a study while it runs, on stderr: every cell on a terminal, a line for each finished one elsewhere. */
export function showStudy(
  study: { readonly plan: StudyPlan; readonly data: StudyData; readonly cells: readonly PlannedCell[] },
  folder: StudyFolder,
  io: Io,
): { event(event: StudyEvent): void; stop(): void } {
  const { cells } = study;
  const states = new Map<string, State>(cells.map(({ id }) => [id, "waiting"]));
  const clock = createClock(cells);
  const terminal = io.stderr.isTTY === true && !io.env["CI"];
  const draw = terminal ? createLogUpdate(io.stderr as NodeJS.WriteStream) : undefined;
  const redraw = () => draw?.([headline(study, states, clock), ...rows(cells, states)].join("\n"));
  const timer = terminal ? setInterval(redraw, REDRAW_MS) : undefined;
  return {
    event(event) {
      const { cell } = event;
      states.set(cell.id, stateAfter(event));
      if (event.kind === "finished") clock.finish(cell, event.earlier);
      const line = lineOf(event, folder);
      if (line !== undefined && draw !== undefined) draw.clear();
      if (line !== undefined) io.stderr.write(`${printable(line)}\n`);
      redraw();
    },
    stop() {
      clearInterval(timer);
      redraw();
      draw?.done();
    },
  };
}

function stateAfter(event: StudyEvent): State {
  switch (event.kind) {
    case "start":
      return "running";
    case "finished":
      return event.record.outcome.status;
    case "elsewhere":
      return "elsewhere";
    case "waiting":
      return "waiting";
  }
}

/** What is worth a line that stays; cells of an earlier run are not. */
function lineOf(event: StudyEvent, folder: StudyFolder): string | undefined {
  const name = cellName(event.cell);
  switch (event.kind) {
    case "start":
      return undefined;
    case "finished": {
      const { outcome } = event.record;
      if (outcome.status === "failed") {
        return `${name}: ${outcome.during} failed: ${outcome.reason} (${folder.cellPath(event.cell.id)})`;
      }
      const clean = outcome.measurements.find(({ condition }) => condition.kind === "clean");
      const accuracy = clean?.values["accuracy"];
      return event.earlier ? undefined : `${name}: accuracy ${percent(accuracy ?? Number.NaN)}`;
    }
    case "elsewhere":
      return `${name}: another process works on it`;
    case "waiting":
      return `${name}: cannot be trained, its teacher is not there`;
  }
}

/** A cell as people call it. */
export function cellName(cell: PlannedCell): string {
  return `${rowName(cell)}, seed ${cell.seed}`;
}

/** What the cells of all seeds have in common. */
function rowName({ network, method, labelNoise, training, purpose }: PlannedCell): string {
  const noise = labelNoise === "0" ? [] : [`label noise ${labelNoise}`];
  const role = purpose === "compare" ? [] : [purpose === "teacher" ? "as a teacher" : `for ${training.epochs} epochs`];
  return [method, network, ...noise, ...role].join(", ");
}

function headline(
  { plan, cells }: { readonly plan: StudyPlan; readonly cells: readonly PlannedCell[] },
  states: ReadonlyMap<string, State>,
  clock: ReturnType<typeof createClock>,
): string {
  const count = (state: State) => [...states.values()].filter((each) => each === state).length;
  const failed = count("failed");
  return [
    `study ${plan.name}`,
    `${count("measured") + failed} of ${cells.length} cells`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...clock.left(),
  ].join("  ·  ");
}

function rows(cells: readonly PlannedCell[], states: ReadonlyMap<string, State>): readonly string[] {
  const grouped = groupBy(cells, rowName);
  const width = Math.max(...[...grouped.keys()].map((name) => name.length));
  const all = [...grouped].map(([name, group]) => {
    const signs = group.map(({ id }) => SIGNS[states.get(id) ?? "waiting"]);
    return { text: `  ${printable(name).padEnd(width)}  ${signs.join(" ")}`, busy: signs.includes(SIGNS.running) };
  });
  return (all.length <= MOST_ROWS ? all : all.filter(({ busy }) => busy)).map(({ text }) => text);
}

/** Time left, from the rate of the cells of this run. */
function createClock(cells: readonly PlannedCell[]) {
  const start = Date.now();
  const total = cells.reduce((sum, { training }) => sum + training.epochs, 0);
  let [done, here] = [0, 0];
  return {
    finish({ training }: PlannedCell, earlier: boolean) {
      done += training.epochs;
      if (!earlier) here += training.epochs;
    },
    left(): readonly string[] {
      if (here === 0) return [];
      return [`${formatDuration(((Date.now() - start) / 1000) * ((total - done) / here))} left`];
    },
  };
}

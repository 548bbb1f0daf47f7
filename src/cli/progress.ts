import { SingleBar } from "cli-progress";
import { printable } from "../core/printable.ts";
import type { Io } from "./io.ts";

/** Progress of one long piece of work, on stderr. */
export interface Progress {
  /** Adds to what is done; `note` replaces the words behind the bar. */
  advance(amount: number, note?: string): void;
  /** Writes a line that stays, above the bar. */
  line(text: string): void;
  stop(): void;
}

/** Between two lines where there is no terminal to draw a bar on (CI, a file), in milliseconds. */
const LINE_INTERVAL = 15_000;

/**
 * Starts a progress bar with time left on a terminal, and a line now and then elsewhere.
 *
 * @param total what `advance` adds up to, in any unit
 */
export function startProgress(io: Io, title: string, total: number): Progress {
  const bar = io.stderr.isTTY === true && !io.env["CI"];
  return bar ? drawBar(io, title, total) : writeLines(io, title, total);
}

function drawBar(io: Io, title: string, total: number): Progress {
  const bar = new SingleBar({
    stream: io.stderr as NodeJS.WritableStream,
    format: `${title} {bar} {percentage}%  {remaining}  {note}`,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 30,
    linewrap: false,
    gracefulExit: false,
  });
  const clock = startClock(total);
  bar.start(total, 0, { note: "", remaining: "" });
  return {
    advance(amount, note) {
      clock.advance(amount);
      bar.increment(amount, { remaining: clock.remaining(), ...(note === undefined ? {} : { note: printable(note) }) });
    },
    line(text) {
      io.stderr.write(`\r\u001b[K${printable(text)}\n`);
    },
    stop: () => bar.stop(),
  };
}

function writeLines(io: Io, title: string, total: number): Progress {
  const clock = startClock(total);
  let written = Date.now();
  return {
    advance(amount, note = "") {
      clock.advance(amount);
      if (Date.now() - written < LINE_INTERVAL) return;
      written = Date.now();
      io.stderr.write(`${title} ${Math.floor(clock.share() * 100)}%  ${clock.remaining()}  ${printable(note)}\n`);
    },
    line(text) {
      io.stderr.write(`${printable(text)}\n`);
    },
    stop() {},
  };
}

/** Time left from the mean rate so far: work comes in unequal bites, so a short window would jump. */
function startClock(total: number) {
  const start = Date.now();
  let done = 0;
  return {
    advance(amount: number) {
      done += amount;
    },
    share: () => (total > 0 ? Math.min(1, done / total) : 1),
    remaining() {
      const seconds = ((Date.now() - start) / 1000) * (done > 0 ? (total - done) / done : 0);
      return `${formatDuration(Math.max(0, seconds))} left`;
    },
  };
}

/**
 * Seconds as people say them.
 *
 * @example formatDuration(75) // "1m15s"
 */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  const [minutes, rest] = [Math.floor(whole / 60), whole % 60];
  if (minutes < 60) return `${minutes}m${`${rest}`.padStart(2, "0")}s`;
  return `${Math.floor(minutes / 60)}h${`${minutes % 60}`.padStart(2, "0")}m`;
}

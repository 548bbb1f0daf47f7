import type { EventEmitter } from "node:events";

/**
 * A reader that has had enough (`| head`) is no error: what is written to it from then on is dropped. Any other error of
 * the stream goes to whoever listens for it, and ends the program where nobody does.
 */
export function tolerateClosedPipe(stream: EventEmitter): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && stream.listenerCount("error") === 1) throw error;
  });
}

import type { Result } from "../../result/safety-result.ts";
import { readingLines } from "../terminal/reading-lines.ts";

/** What was measured, how, and the command that measures it again. */
export function Settings({ result }: { readonly result: Result }) {
  const { checkpoints, data, plan, engine, command } = result;
  const readings = readingLines(result);
  return (
    <section aria-labelledby="settings">
      <h2 id="settings">Settings</h2>
      {command === null ? null : (
        <p>
          <code>{command}</code>
        </p>
      )}
      <p>
        Seed {plan.seed}, engine {engine}. Data {data.name} ({data.split}), SHA-256 <code>{data.sha256}</code>.
      </p>
      <ul>
        {checkpoints.map(({ name, architecture, sha256, normalization }) => (
          <li key={name}>
            <b>{name}</b>: {architecture}, mean {normalization.mean.map((value) => Number(value.toFixed(4))).join(", ")}
            , std {normalization.std.map((value) => Number(value.toFixed(4))).join(", ")}. SHA-256 <code>{sha256}</code>
          </li>
        ))}
      </ul>
      {readings.length === 0 ? null : (
        <>
          <h3>How data and files were read</h3>
          <ul>
            {readings.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

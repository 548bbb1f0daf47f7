import type { Explanation, Top } from "../../result/explain-result.ts";
import { percentTenths } from "./page-data.ts";

/** The most probable classes as bars, the true one and those of its superclass marked. */
export function AnswerBars({
  top,
  label,
  data,
}: {
  readonly top: Top;
  /** Index of the true class. */
  readonly label: number;
  readonly data: Explanation["data"];
}) {
  const group = data.superclasses?.of;
  return (
    <ul class="bars">
      {top.map(({ class: k, probability }) => {
        const kin = k === label ? "true" : group !== undefined && group[k] === group[label] ? "kin" : undefined;
        const percent = (percentTenths(probability) / 10).toFixed(1);
        return (
          <li key={k} class={kin}>
            {k === label ? <b>{data.classes[k]}</b> : <span>{data.classes[k]}</span>} {percent} %
            <i class={`p${Math.round(Number(percent))}`} />
          </li>
        );
      })}
    </ul>
  );
}

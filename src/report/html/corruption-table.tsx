import { differenceOf } from "../../result/compared.ts";
import { type CorruptionGroup, corruptionGroups } from "../../result/corruption-groups.ts";
import { meanOver, measuredConditions } from "../../result/measured.ts";
import type { Result } from "../../result/safety-result.ts";
import { PERCENT } from "../format.ts";
import { STARRED } from "./clean-table.tsx";
import { Change, Star, Value } from "./metric-value.tsx";
import { NameColumns, Scroll } from "./scroll.tsx";

/** Mean accuracy over the severities of each corruption, and of families, suites and all of them below. */
export function CorruptionTable({ result }: { readonly result: Result }) {
  const { checkpoints, catalogue } = result;
  const conditions = measuredConditions(checkpoints, "corruption");
  const compared = checkpoints.length === 2;
  const groups = corruptionGroups(catalogue).filter(
    ({ kind, ids }, i, all) =>
      kind === "corruption" || (ids.length > 1 && all.findIndex((other) => other.ids.join() === ids.join()) === i),
  );
  const row = (group: CorruptionGroup) => {
    const on = { kind: "corruptions" as const, ids: group.ids };
    const of = conditions.filter(({ id }) => group.ids.includes(id));
    return (
      <tr key={group.kind + group.title}>
        <th scope="row">{titleOf(group)}</th>
        {checkpoints.map((checkpoint) => (
          <td key={checkpoint.name}>
            {compared ? null : <Star difference={differenceOf(result, checkpoint, on, "accuracy")} better="higher" />}{" "}
            <Value value={meanOver(checkpoint, of, "accuracy")} scale={PERCENT} />
          </td>
        ))}
        {compared ? (
          <td>
            <Change difference={differenceOf(result, checkpoints[1], on, "accuracy")} better="higher" scale={PERCENT} />
          </td>
        ) : null}
      </tr>
    );
  };
  return (
    <>
      <p class="legend">
        Accuracy in percent, mean over severities 1 to 5.{checkpoints.length > 2 ? ` ${STARRED}` : ""}
      </p>
      <Scroll label="Mean accuracy under corruption">
        <table class="sortable">
          <thead>
            <tr>
              <th class="text" scope="col">
                corruption
              </th>
              <NameColumns checkpoints={checkpoints} />
              {compared ? <th scope="col">change</th> : null}
            </tr>
          </thead>
          <tbody>{groups.filter(({ kind }) => kind === "corruption").map(row)}</tbody>
          <tfoot>{groups.filter(({ kind }) => kind !== "corruption").map(row)}</tfoot>
        </table>
      </Scroll>
    </>
  );
}

/** What a group of corruptions is called. */
export function titleOf({ kind, title, ids }: CorruptionGroup): string {
  return kind === "corruption" ? title : `mean of ${kind === "all" ? "all" : title} (${ids.length})`;
}

import type { EpsilonSpace } from "../../core/condition.ts";
import { significant } from "../../core/significant.ts";
import { described } from "../../result/catalogue.ts";
import { differenceOf } from "../../result/compared.ts";
import { measuredConditions, measurementOf, metricValue } from "../../result/measured.ts";
import type { Result } from "../../result/safety-result.ts";
import { EPSILON_SPACES } from "../epsilon-spaces.ts";
import { PERCENT } from "../format.ts";
import { STARRED } from "./clean-table.tsx";
import { Star, Value } from "./metric-value.tsx";
import { Scroll } from "./scroll.tsx";

/** Accuracy under each attack in one space, epsilons as columns. */
export function AttackTable({ result, space }: { readonly result: Result; readonly space: EpsilonSpace }) {
  const { checkpoints, catalogue } = result;
  const conditions = measuredConditions(checkpoints, "attack").filter((condition) => condition.space === space);
  const epsilons = [...new Set(conditions.map(({ epsilon }) => epsilon))].sort((a, b) => a - b);
  const ids = [...new Set(conditions.map(({ id }) => id))];
  const counts = new Set(
    conditions.flatMap((condition) =>
      checkpoints.flatMap((checkpoint) => measurementOf(checkpoint, condition)?.count ?? []),
    ),
  );
  return (
    <>
      <p class="legend">
        Accuracy in percent on the first {[...counts].join(" or ")} images, {EPSILON_SPACES[space]}; 95 % confidence
        intervals in brackets.{checkpoints.length > 1 ? ` ${STARRED}` : ""}
      </p>
      <Scroll label={`Accuracy under attack, ${EPSILON_SPACES[space]}`}>
        <table>
          <thead>
            <tr>
              <th class="text" scope="col">
                attack
              </th>
              <th class="text" scope="col">
                checkpoint
              </th>
              {epsilons.map((epsilon) => (
                <th key={epsilon} scope="col">
                  {significant(epsilon)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ids.flatMap((id) =>
              checkpoints.map((checkpoint, c) => (
                <tr key={`${id} ${checkpoint.name}`} class={c === 0 ? "first" : undefined}>
                  <th scope="row">{described(catalogue.attacks, id).title}</th>
                  <td class="text">{checkpoint.name}</td>
                  {epsilons.map((epsilon) => {
                    const condition = { kind: "attack" as const, id, space, epsilon };
                    return (
                      <td key={epsilon}>
                        <Star difference={differenceOf(result, checkpoint, condition, "accuracy")} better="higher" />{" "}
                        <Value
                          value={metricValue(checkpoint, condition, "accuracy")}
                          interval={measurementOf(checkpoint, condition)?.intervals["accuracy"]}
                          scale={PERCENT}
                        />
                      </td>
                    );
                  })}
                </tr>
              )),
            )}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}

import { binomialTail } from "../../src/core/binomial.ts";
import { InputError } from "../../src/core/error.ts";
import { percent } from "../../src/core/percent.ts";
import { FALSE_ALARM, type ReliabilityFlag } from "./flag.ts";

/** Another attack with the same budget on the same examples. */
export interface Rival {
  readonly title: string;
  /**
   * `stronger`: more steps, more restarts or a better rule. `black-box`: no gradient. `transfer`: made on another
   * network. The last two have less to go by, so a gradient attack that loses to them was misled.
   */
  readonly kind: "stronger" | "black-box" | "transfer";
  /** 1 where the answer was right under it. */
  readonly outcomes: ArrayLike<number>;
}

const MEANING: Readonly<Record<Rival["kind"], string>> = {
  stronger: "The accuracy under the weaker attack is only an upper bound; quote the stronger one's.",
  "black-box": "An attack that sees no gradient should not win: the gradient is masked.",
  transfer:
    "Images made on another network should not do more harm than images made on this one: the gradient is masked.",
};

/**
 * Flags an attack that another beats by more than chance: of the examples that exactly one of both breaks, the rival
 * breaks so many that a fair coin would do so with a probability below 1 % (exact McNemar test, one-sided).
 *
 * @param outcomes 1 where the answer was right under the attack in question
 * @throws InputError when a rival has another number of examples
 */
export function rivalFlags(
  title: string,
  outcomes: ArrayLike<number>,
  rivals: readonly Rival[],
): readonly ReliabilityFlag[] {
  return rivals.flatMap((rival): ReliabilityFlag[] => {
    if (rival.outcomes.length !== outcomes.length) {
      throw new InputError(`outcomes under ${rival.title}`, {
        expected: `the same ${outcomes.length} examples as under ${title}`,
        got: `${rival.outcomes.length}`,
      });
    }
    let onlyRival = 0;
    let onlyOwn = 0;
    for (let i = 0; i < outcomes.length; i++) {
      if (outcomes[i] > rival.outcomes[i]) onlyRival++;
      if (rival.outcomes[i] > outcomes[i]) onlyOwn++;
    }
    const p = binomialTail(onlyRival, onlyRival + onlyOwn, 0.5);
    if (p >= FALSE_ALARM) return [];
    const [own, others] = [accuracy(outcomes), accuracy(rival.outcomes)];
    return [
      {
        code: "beaten",
        sentence: `${rival.title} lowers the accuracy to ${percent(others)} where ${title} leaves ${percent(own)}: it breaks ${onlyRival} images that ${title} does not, and misses ${onlyOwn} (p = ${p.toPrecision(2)}). ${MEANING[rival.kind]}`,
        evidence: { accuracy: own, rivalAccuracy: others, onlyRival, onlyOwn, p },
      },
    ];
  });
}

function accuracy(outcomes: ArrayLike<number>): number {
  let right = 0;
  for (let i = 0; i < outcomes.length; i++) right += outcomes[i];
  return right / outcomes.length;
}

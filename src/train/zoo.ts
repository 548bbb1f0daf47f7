import { ARCHITECTURES } from "../model/architectures/index.ts";
import { countMultiplyAdds, countParameters } from "../model/multiply-adds.ts";
import { type ConfiguredMethod, networkBranches } from "./method.ts";
import { METHODS } from "./methods/index.ts";
import { listOptions } from "./option-list.ts";

/** A training method, as a list shows it. */
interface ListedMethod {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  /** What goes through networks in a step: `1`, `2`, `1 + forward`, `1 + teacher`, in images of plain training. */
  readonly cost: string;
  /** What it keeps or trains beside the network; `none`. */
  readonly keeps: string;
  /** Options and their defaults. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A network to train. */
interface ListedNetwork {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  /** Side of the images that it was made for, and that multiply-adds are of. */
  readonly side: number;
  readonly classes: number;
  readonly parameters: number;
  readonly multiplyAdds: number;
}

export interface Zoo {
  readonly methods: readonly ListedMethod[];
  readonly networks: readonly ListedNetwork[];
}

/** Every method and every network: any method trains any network, save where its own file says what it asks of one. */
export async function listZoo(): Promise<Zoo> {
  const methods = METHODS.map(async (method): Promise<ListedMethod> => {
    const configured = await method.configure({});
    const options = listOptions([method]).map(({ name, defaults }) => [name, defaults.get(method.id)] as const);
    const { id, title, source } = method;
    return {
      id,
      title,
      source,
      cost: costOf(configured),
      keeps: configured.keeps,
      options: Object.fromEntries(options),
    };
  });
  return { methods: await Promise.all(methods), networks: ARCHITECTURES.map(listNetwork) };
}

function costOf(method: ConfiguredMethod): string {
  const constant = method.forward === "second-without-gradient" ? 1 : 0;
  const terms = [`${networkBranches(method) - constant}`];
  if (constant > 0) terms.push("forward");
  if (method.learnsFromTeacher) terms.push("teacher");
  return terms.join(" + ");
}

function listNetwork({ id, title, source, side, network }: (typeof ARCHITECTURES)[number]): ListedNetwork {
  // CIFAR-100's, and ImageNet's.
  const classes = side > 32 ? 1000 : 100;
  const size = { height: side, width: side };
  const layer = network(classes, size);
  return {
    id,
    title,
    source,
    side,
    classes,
    parameters: countParameters(layer),
    multiplyAdds: countMultiplyAdds(layer, size),
  };
}

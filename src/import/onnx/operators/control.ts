import { type Rule, type RuleTable, required, unsupported } from "./rule.ts";

/** The branch that a known condition names: exporters write what depends on a shape this way. */
const branch: Rule = (inputs, context) => {
  const condition = required(inputs, 0, context);
  if (condition.kind !== "constant") throw unsupported(context, "a condition that depends on the images");
  const name = condition.data[0] === 0 ? "else_branch" : "then_branch";
  const chosen = context.node.branches.get(name);
  if (chosen === undefined) throw unsupported(context, `no ${name}`);
  return context.run(chosen);
};

export const controlRules = { If: branch } satisfies RuleTable;

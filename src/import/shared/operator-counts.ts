/** How often each operator is used. */
export function operatorCounts(operators: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const operator of operators) counts.set(operator, (counts.get(operator) ?? 0) + 1);
  return counts;
}

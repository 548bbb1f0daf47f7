/**
 * Indices of the most probable classes, the most probable first; of equal ones the lower index first. Each class is
 * inserted into a short sorted list, so that the cost is one pass for small `count`.
 *
 * @param values probabilities or logits of one example
 * @returns min(count, values.length) indices
 * @example topClasses([0.2, 0.5, 0.3], 2) // [1, 2]
 */
export function topClasses(values: ArrayLike<number>, count: number): readonly number[] {
  const top: number[] = [];
  for (let k = 0; k < values.length; k++) {
    if (top.length === count && values[k] <= values[top[count - 1]]) continue;
    let place = top.length;
    while (place > 0 && values[top[place - 1]] < values[k]) place--;
    top.splice(place, 0, k);
    if (top.length > count) top.pop();
  }
  return top;
}

/** What becomes of outputs whose class the data do not have: their logits are left out, or they can be answers too. */
export const OTHER_OUTPUTS = ["mask", "count"] as const;
export type OtherOutputs = (typeof OTHER_OUTPUTS)[number];

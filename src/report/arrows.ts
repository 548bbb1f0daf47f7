/** Which way a metric is better, as a sign beside its unit. */
export const ARROWS = { higher: "↑", lower: "↓", zero: "→0" } as const;

/** What the signs mean. */
export const ARROWS_LEGEND = "↑ higher is better   ↓ lower is better   →0 nearer zero is better";

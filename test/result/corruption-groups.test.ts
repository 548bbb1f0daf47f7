import { expect, test } from "vitest";
import { corruptionGroups } from "../../src/result/corruption-groups.ts";

const entry = (id: string, family: "noise" | "weather") => ({ id, title: id.toUpperCase(), family });

test("each corruption, each family, each suite and all", () => {
  const corruptions = [entry("fog", "weather"), entry("shot", "noise"), entry("snow", "weather")];
  const suites = [{ id: "outside", title: "", corruptions: ["snow", "fog"] }];
  expect(corruptionGroups({ metrics: [], attacks: [], corruptions, suites })).toEqual([
    { kind: "corruption", title: "FOG", ids: ["fog"] },
    { kind: "corruption", title: "SHOT", ids: ["shot"] },
    { kind: "corruption", title: "SNOW", ids: ["snow"] },
    { kind: "family", title: "weather", ids: ["fog", "snow"] },
    { kind: "family", title: "noise", ids: ["shot"] },
    { kind: "suite", title: "outside", ids: ["fog", "snow"] },
    { kind: "all", title: "all", ids: ["fog", "shot", "snow"] },
  ]);
});

test("none where nothing was corrupted", () => {
  expect(corruptionGroups({ metrics: [], attacks: [], corruptions: [], suites: [] })).toEqual([]);
});

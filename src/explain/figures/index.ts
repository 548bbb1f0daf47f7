import type { MapFigure } from "./map-figure.ts";
import { pointing } from "./pointing.ts";
import { road } from "./road.ts";
import { sanity } from "./sanity.ts";

/** Every figure that says what maps are worth. */
export const MAP_FIGURES = [road, pointing, sanity] as const satisfies readonly MapFigure[];

export type MapFigureId = (typeof MAP_FIGURES)[number]["id"];

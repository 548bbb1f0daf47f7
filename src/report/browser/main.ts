import { startAverages } from "./averages.ts";
import { startExamples } from "./examples.ts";
import { startTable } from "./table.ts";

/**
 * What the page can do where scripts run: sort and filter tables, filter examples, open one. Without it the page has the
 * same content. Nothing is fetched, and nothing is ever read as HTML.
 */
for (const table of document.querySelectorAll<HTMLTableElement>("table.sortable")) startTable(table);
startAverages();
startExamples();

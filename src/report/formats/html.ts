import type { ReportFormat } from "./format.ts";

/** One page that needs no server and no network. */
export const html = {
  id: "html",
  title: "one page with charts and examples, which needs no server and no network",
  async write({ result, ...beside }) {
    const { renderReport } = await import("../html/render-report.tsx");
    return [{ path: "report.html", content: await renderReport(result, beside) }];
  },
} as const satisfies ReportFormat;

// The metrics in a web page: they need neither Node nor a server.
// Bundle: npx esbuild browser/page.js --bundle --outfile=browser/bundle.js, and then open browser/index.html
import { compare } from "ipswap-eval/metrics";
import { predictionsFromCsv } from "../predictions-csv.js";

const inputs = ["baseline", "candidate"].map((id) => document.getElementById(id));
const status = document.getElementById("status");
for (const input of inputs) input.addEventListener("change", showComparison);

async function showComparison() {
  const files = inputs.map((input) => input.files[0]);
  if (files.includes(undefined)) return;
  try {
    const [baseline, candidate] = (await Promise.all(files.map((file) => file.text()))).map(predictionsFromCsv);
    const { differences } = compare(baseline, candidate);
    document
      .getElementById("result")
      .replaceChildren(
        rowOf("th", ["", "Baseline", "Candidate", "p (Holm)", ""]),
        ...differences.map((difference) => rowOf("td", cellsOf(difference))),
      );
    status.textContent = `${baseline.count} examples compared`;
  } catch (error) {
    status.textContent = error.message;
  }
}

function cellsOf({ id, baseline, candidate, adjustedP, verdict }) {
  return [id, baseline.toFixed(4), candidate.toFixed(4), adjustedP.toFixed(4), verdict];
}

function rowOf(kind, cells) {
  const row = document.createElement("tr");
  for (const [column, text] of cells.entries()) {
    const cell = document.createElement(column === 0 ? "th" : kind);
    cell.textContent = text;
    row.append(cell);
  }
  return row;
}

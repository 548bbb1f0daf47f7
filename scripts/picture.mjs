// Draws what a command prints, colours and all, as an SVG: the picture in the README is the program's own output.
// usage: node scripts/picture.mjs OUT.svg -- command [argument ...]
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";

const [target, separator, command, ...args] = process.argv.slice(2);
if (target === undefined || separator !== "--" || command === undefined) {
  console.error("usage: node scripts/picture.mjs OUT.svg -- command [argument ...]");
  process.exit(2);
}
const { stdout, status } = spawnSync(command, args, {
  encoding: "utf8",
  env: { ...process.env, FORCE_COLOR: "1" },
  stdio: ["ignore", "pipe", "inherit"],
  maxBuffer: 2 ** 26,
});
if (status !== 0) process.exit(status ?? 1);

const CELL = { width: 7.6, height: 17 };
const MARGIN = 18;
const COLORS = { 31: "#ff7b72", 32: "#7ee787", 33: "#e3b341", 36: "#79c0ff" };
const PLAIN = { fill: "#e6edf3", bold: false, dim: false };

const lines = [`$ ${command} ${args.join(" ")}`, ...stdout.trimEnd().split("\n")].map((line) => line.trimEnd());
// Colours are "escape [ number m": the escape is spelled out, because in a pattern it would be invisible.
const introducer = String.fromCharCode(27);
const pieces = lines.map((line) => line.split(new RegExp(`${introducer}\\[(\\d+)m`)));
const columns = Math.max(...pieces.map((parts) => parts.filter((_, i) => i % 2 === 0).join("").length));

const rows = pieces.map((parts, row) => {
  let style = PLAIN;
  const spans = parts.map((part, i) => {
    if (i % 2 === 1) {
      style = restyled(style, Number(part));
      return "";
    }
    if (part === "") return "";
    const attributes = [`fill="${style.fill}"`, style.bold && 'font-weight="700"', style.dim && 'opacity="0.6"'];
    return `<tspan ${attributes.filter(Boolean).join(" ")}>${escaped(part)}</tspan>`;
  });
  return `<text x="${MARGIN}" y="${MARGIN + (row + 1) * CELL.height}" xml:space="preserve">${spans.join("")}</text>`;
});

const width = Math.ceil(columns * CELL.width + 2 * MARGIN);
const height = Math.ceil((lines.length + 1) * CELL.height + 2 * MARGIN);
writeFileSync(
  target,
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="12.6">
<rect width="100%" height="100%" rx="10" fill="#0d1117"/>
${rows.join("\n")}
</svg>
`,
);

function restyled(style, code) {
  if (code === 0) return PLAIN;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 39) return { ...style, fill: PLAIN.fill };
  return COLORS[code] === undefined ? style : { ...style, fill: COLORS[code] };
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

/** Bars are as long as their class says, in percent: the page's policy allows no style on an element. */
const BAR_LENGTHS = Array.from({ length: 101 }, (_, p) => `i.p${p}{background-size:${p}% 100%,auto}`).join("");

/** The page's style: light, dark and print from the same variables that charts are drawn in. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1a1a1a; --muted: #595959; --faint: #d9d9d9; --panel: #f6f6f4;
  --series-1: #0072b2; --series-2: #b84a00; --series-3: #007a58; --series-4: #a1527a; --series-5: #8a6000; --series-6: #2f7fb0;
  --better: #00588a; --worse: #a14000; --map-opacity: 1; }
@media screen and (prefers-color-scheme: dark) { :root { --paper: #16181b; --ink: #ececec; --muted: #a8a8a8; --faint: #3c4046; --panel: #202327;
  --series-1: #56b4e9; --series-2: #f0915a; --series-3: #3fc49a; --series-4: #e39cc4; --series-5: #e6b24a; --series-6: #8fd0f5;
  --better: #7cc4f0; --worse: #f0a070; } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0 auto; max-width: 1080px; padding: 1.5rem 1rem 4rem; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
h2 { font-size: 1.25rem; margin: 3rem 0 .75rem; border-bottom: 1px solid var(--faint); padding-bottom: .25rem; }
h3 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
h4 { font-size: 1rem; margin: 0 0 .25rem; }
p, li { max-width: 46rem; }
header p { margin: 0; }
.muted { color: var(--muted); }
.legend, figcaption { color: var(--muted); max-width: 46rem; font-size: .9rem; margin: .25rem 0 .5rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; margin: .75rem 0 0; }
a { color: var(--series-1); }
.scroll { overflow-x: auto; position: relative; }
.scroll.windowed { max-height: 70vh; overflow-y: auto; }
table { overflow-wrap: break-word; border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }
th, td { padding: .25rem .6rem; text-align: right; border-bottom: 1px solid var(--faint); white-space: nowrap; }
th[scope="row"], th.text, td.text { text-align: left; font-weight: normal; }
td.text { max-width: 22rem; overflow: hidden; text-overflow: ellipsis; }
th[scope="row"] { max-width: 22rem; overflow: hidden; text-overflow: ellipsis; }
thead th { border-bottom: 2px solid var(--faint); font-weight: 600; max-width: 16rem; overflow: hidden; text-overflow: ellipsis; vertical-align: bottom; }
thead th.text { font-weight: 600; }
.windowed thead th { position: sticky; top: 0; background: var(--paper); z-index: 1; }
tfoot tr:first-child > * { border-top: 2px solid var(--faint); }
td.what { white-space: normal; min-width: 15rem; max-width: none; color: var(--muted); font-size: .8rem; line-height: 1.3; }
tr.minor { color: var(--muted); }
td.spacer { padding: 0; border: 0; }
th button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-align: inherit; max-width: 100%; overflow: hidden; text-overflow: ellipsis; }
th button::after { content: " ↕"; color: var(--muted); font-weight: normal; }
th[aria-sort="ascending"] button::after { content: " ↑"; color: var(--ink); }
th[aria-sort="descending"] button::after { content: " ↓"; color: var(--ink); }
.interval { color: var(--muted); font-size: .85em; }
.better, .right { color: var(--better); font-weight: 600; }
.worse, .wrong { color: var(--worse); font-weight: 600; }
.tendencies { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); gap: 1rem; font-size: .9rem; }
.tendency { background: var(--panel); border-top: 4px solid var(--faint); border-radius: 0 0 6px 6px; padding: .75rem; }
.of-better { border-color: var(--better); }
.of-worse { border-color: var(--worse); }
.tendency .group { color: var(--muted); margin: .5rem 0 0; }
.tendency ul { margin: 0; padding-left: 1.1rem; }
.tendency li { margin: 0; }
main > section { content-visibility: auto; contain-intrinsic-size: auto 60rem; }
figure { margin: 1rem 0; content-visibility: auto; contain-intrinsic-size: auto 30rem; }
figure h3 { margin-top: 1rem; }
figure svg { max-width: none; height: auto; display: block; }
figure.paper .scroll > div { background: #ffffff; width: max-content; border-radius: 6px; padding: .25rem; }
details { margin: .5rem 0; }
summary { cursor: pointer; color: var(--muted); }
:focus-visible { outline: 2px solid var(--series-1); outline-offset: 2px; }
.filters { border: 1px solid var(--faint); border-radius: 6px; margin: 1rem 0; padding: .5rem 1rem 0; display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: end; min-width: 0; }
.filters legend { color: var(--muted); padding: 0 .25rem; }
.filters label { display: grid; grid-template-columns: minmax(0, 1fr); font-size: .85rem; max-width: min(100%, 24rem); min-width: 9rem; }
.filters p { margin: 0; flex-basis: 100%; padding: .5rem 0; }
.search { display: inline-block; margin: .25rem 0 .5rem; font-size: .9rem; }
select, input, button { font: inherit; color: var(--ink); }
select, input[type="search"] { background: var(--paper); border: 1px solid var(--muted); border-radius: 4px; padding: .25rem .4rem; max-width: 100%; text-overflow: ellipsis; }
button.opener, dialog .bar button { background: var(--paper); border: 1px solid var(--muted); border-radius: 4px; padding: .15rem .6rem; cursor: pointer; }
button:disabled { opacity: .5; cursor: default; }
.examples { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 31rem), 1fr)); gap: 1rem; padding: 0; list-style: none; }
.examples.wide { grid-template-columns: minmax(0, 1fr); }
.example { content-visibility: auto; contain-intrinsic-size: auto 25rem; background: var(--panel); border-radius: 6px; padding: .75rem; max-width: none; position: relative; scroll-margin-top: 1rem; }
.averages { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 1rem; padding: 0; list-style: none; }
.averages.wide { grid-template-columns: minmax(0, 1fr); }
.average { content-visibility: auto; contain-intrinsic-size: auto 14rem; background: var(--panel); border-radius: 6px; padding: .75rem; max-width: none; }
.average h3 { margin: 0 0 .5rem; font-size: 1rem; }
.average .mass { margin-top: .35rem; }
[data-map="true"] .of-predicted, :root:not([data-map="true"]) .of-true { display: none; }
.example h3 { margin: 0 4.5rem .5rem 0; font-size: 1rem; }
.opener { position: absolute; top: .6rem; right: .75rem; font-size: .85rem; }
.under { margin: 0 0 .5rem; font-size: .85rem; }
.views { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 8.5rem), 1fr)); gap: .75rem; }
.view { max-width: 18rem; font-size: .8rem; min-width: 0; }
.picture { position: relative; background: #000; isolation: isolate; margin-bottom: .25rem; }
.picture svg { display: block; width: 100%; height: auto; }
.small-images .picture svg { image-rendering: pixelated; }
.picture img.map { position: absolute; inset: 0; width: 100%; height: 100%; mix-blend-mode: multiply; opacity: var(--map-opacity); }
.bars { list-style: none; margin: .25rem 0 0; padding: 0; }
.bars li { margin: .15rem 0; line-height: 1.35; display: grid; grid-template-columns: minmax(0, 1fr) auto; column-gap: .4rem; max-width: none; white-space: nowrap; }
.bars b, .bars span { overflow: hidden; text-overflow: ellipsis; }
.bars i { grid-column: 1 / -1; display: block; height: .4rem; --bar: #8c8c8c; background: linear-gradient(var(--bar) 0 0) no-repeat 0 0 / 0 100%, var(--faint); print-color-adjust: exact; }
.bars .kin i { --bar: #6b9fc0; }
.bars .true i { --bar: var(--series-1); }
${BAR_LENGTHS}
dialog.open-example { width: min(64rem, 96vw); max-height: 94vh; overflow: auto; background: var(--paper); color: var(--ink); border: 1px solid var(--muted); border-radius: 8px; padding: 1rem; }
dialog::backdrop { background: rgb(0 0 0 / .6); }
dialog .bar { display: flex; flex-wrap: wrap; gap: .5rem; margin-bottom: .75rem; }
dialog .bar button:last-child { margin-left: auto; }
dialog .views { grid-template-columns: repeat(auto-fit, minmax(min(100%, 11rem), 1fr)); }
dialog .view { font-size: .9rem; }
code { background: var(--panel); padding: .1rem .3rem; border-radius: 3px; }
@media (max-width: 40rem) { .what { display: none; } .interval { display: block; } th, td { padding: .25rem .4rem; } .tendency { padding: .6rem; }
  th[scope="row"] { max-width: 9rem; white-space: normal; } .windowed th[scope="row"] { white-space: nowrap; } dialog .views { grid-template-columns: minmax(0, 1fr); } }
@page { size: A4; margin: 14mm 12mm; }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } nav, .filters, .opener, .search, details:not([open]):not(.more), .more > summary { display: none !important; }
  .more::details-content { content-visibility: visible; block-size: auto; } .tendencies { grid-template-columns: repeat(3, 1fr); }
  main > section, figure, .example, .average { content-visibility: visible; }
  h2 { margin-top: 1.5rem; } h2, h3, .legend { break-after: avoid; } figure, tr, .example, .average, .tendency { break-inside: avoid; }
  .scroll { overflow: visible; max-height: none; } thead { display: table-header-group; } figure svg { max-width: 100%; } figure.paper .scroll > div { width: auto; }
  table { font-size: 8pt; } th, td { padding: .1rem .35rem; } th button::after { content: ""; } .interval { display: inline; } td.what { min-width: 0; font-size: 7pt; }
  .examples, .averages { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .6rem; } .examples.wide, .averages.wide { grid-template-columns: minmax(0, 1fr); }
  .views { grid-template-columns: none; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); gap: .5rem; } .view { font-size: 7pt; } .example h3, .average h3 { font-size: 9pt; margin-right: 0; }
  .example, .average, .tendency { border: 1px solid var(--faint); padding: .5rem; } }
`;

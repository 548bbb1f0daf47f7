/** The page's style: light, dark and print from the same variables that charts are drawn in. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1a1a1a; --muted: #5c5c5c; --faint: #d9d9d9; --panel: #f6f6f4;
  --series-1: #0072b2; --series-2: #b84a00; --series-3: #007a58; --series-4: #a1527a; --series-5: #8a6000; --series-6: #2f7fb0;
  --better: #00588a; --worse: #a14000; }
@media (prefers-color-scheme: dark) { :root { --paper: #16181b; --ink: #ececec; --muted: #a8a8a8; --faint: #3c4046; --panel: #202327;
  --series-1: #56b4e9; --series-2: #f0915a; --series-3: #3fc49a; --series-4: #e39cc4; --series-5: #e6b24a; --series-6: #8fd0f5;
  --better: #7cc4f0; --worse: #f0a070; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; border-bottom: 1px solid var(--faint); padding-bottom: .25rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
p, li { max-width: 46rem; overflow-wrap: anywhere; }
.muted { color: var(--muted); }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; margin: .75rem 0 0; }
a { color: var(--series-1); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }
caption { text-align: left; color: var(--muted); padding: .25rem 0; }
th, td { padding: .25rem .6rem; text-align: right; border-bottom: 1px solid var(--faint); white-space: nowrap; }
th[scope="row"], th.text, td.text { text-align: left; font-weight: normal; }
thead th { border-bottom: 2px solid var(--faint); }
.interval { color: var(--muted); font-size: .85em; }
.better { color: var(--better); font-weight: 600; }
.worse { color: var(--worse); font-weight: 600; }
figure { margin: 1rem 0; }
figure svg { max-width: none; height: auto; }
figcaption { color: var(--muted); max-width: 46rem; font-size: .9rem; }
details { margin: .5rem 0; }
summary { cursor: pointer; color: var(--muted); }
summary:focus-visible, a:focus-visible, .scroll:focus-visible { outline: 2px solid var(--series-1); outline-offset: 2px; }
.heat svg { background: #ffffff; }
.examples { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 30rem), 1fr)); gap: 1rem; padding: 0; list-style: none; }
.example { background: var(--panel); border-radius: 6px; padding: .75rem; max-width: none; }
.example h3 { margin: 0 0 .5rem; overflow-wrap: anywhere; }
.views { display: flex; flex-wrap: wrap; gap: .75rem; }
.view { width: 9rem; font-size: .8rem; }
.view img { width: 9rem; height: auto; image-rendering: pixelated; display: block; }
.picture { position: relative; background: #000; }
.picture img.map { position: absolute; inset: 0; width: 100%; height: 100%; image-rendering: auto; mix-blend-mode: multiply; }
.bars { list-style: none; margin: .25rem 0 0; padding: 0; }
.bars li { margin: .15rem 0; overflow-wrap: anywhere; }
.bars meter { width: 100%; height: .5rem; display: block; }
code { background: var(--panel); padding: .1rem .3rem; border-radius: 3px; overflow-wrap: anywhere; }
@media print { nav, summary { display: none; } details > * { display: block; } h2 { break-after: avoid; } figure, tr { break-inside: avoid; } }
`;

// The emoji sets that the drawings come from, each an npm package that states its licence (info.json, package.json).
// `build.mjs` refuses a package whose own statement differs from what stands here and in NOTICE.
//
// One of the open sets on npm is left out: Firefox OS Emoji (fxemoji) has its own names and no code points in the
// package, so that its drawings cannot be matched to the others' with certainty.
export const VENDORS = [
  { id: "noto", package: "@iconify-json/noto", licence: "Apache-2.0" },
  { id: "noto-v1", package: "@iconify-json/noto-v1", licence: "Apache-2.0" },
  { id: "twemoji", package: "@iconify-json/twemoji", licence: "CC-BY-4.0" },
  { id: "openmoji", package: "@iconify-json/openmoji", licence: "CC-BY-SA-4.0" },
  { id: "fluent", package: "@iconify-json/fluent-emoji", licence: "MIT" },
  { id: "fluent-flat", package: "@iconify-json/fluent-emoji-flat", licence: "MIT" },
  { id: "emojione", package: "@iconify-json/emojione", licence: "CC-BY-4.0" },
];

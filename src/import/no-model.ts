/** What a file is that is no model: what to call it, and what to do. */
export interface Mistaken {
  readonly what: string;
  readonly remedy: string;
}

/** Characters of a file that are looked at. */
const LOOKED_AT = 4096;

/** A web page, its title, and a page in XML that says why there is no file. */
const HTML = /^\s*(<!doctype html|<html|<head|<script|<body)/i;
const TITLE = /<title>\s*([^<]{1,80}?)\s*<\/title>/i;
const XML = /^\s*<\?xml/;
/** A large file's place in a repository, https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
const LFS_POINTER = /^version https:\/\/git-lfs\.github\.com\/spec\//;

/** Signatures of other files that lie beside models, or that models are packed into. */
const SIGNATURES: readonly (Mistaken & { readonly hex: string })[] = [
  { hex: "1f8b", what: "a gzip archive", remedy: "Unpack it first." },
  { hex: "425a68", what: "a bzip2 archive", remedy: "Unpack it first." },
  { hex: "fd377a585a00", what: "an xz archive", remedy: "Unpack it first." },
  { hex: "377abcaf271c", what: "a 7z archive", remedy: "Unpack it first." },
  { hex: "934e554d5059", what: "a NumPy array", remedy: "It may hold logits: `ipswap-eval metrics` reads those." },
  { hex: "89504e47", what: "a PNG image", remedy: "Images are data: give them with `dataset`." },
  { hex: "ffd8ff", what: "a JPEG image", remedy: "Images are data: give them with `dataset`." },
];

/** What a file is that people take for a model; undefined where it is none of these. */
export function mistakenFor(content: Buffer): Mistaken | undefined {
  const text = content.toString("utf8", 0, LOOKED_AT);
  if (HTML.test(text)) {
    const title = TITLE.exec(text)?.[1];
    return {
      what: `a web page${title === undefined ? "" : ` ("${title}")`}`,
      remedy: "The download gave a page in place of the file: sign in, or take the link of the file itself.",
    };
  }
  if (XML.test(text)) {
    return { what: "an XML page", remedy: "The download gave a page in place of the file: its text says why." };
  }
  if (LFS_POINTER.test(text)) {
    return { what: "a pointer of Git LFS, which says where the file is", remedy: "Fetch the file: git lfs pull." };
  }
  const start = content.toString("hex", 0, 8);
  return SIGNATURES.find(({ hex }) => start.startsWith(hex));
}

import { ParseOption, XmlDocument, type XmlElement } from "libxml2-wasm";
import { InputError } from "../../core/error.ts";

/** An object of an annotation, its corners in pixels counted from 1 that belong to the box. */
export interface VocObject {
  readonly name: string;
  readonly corners: readonly [xmin: number, ymin: number, xmax: number, ymax: number];
  readonly difficult: boolean;
}

/**
 * The objects of one of VOC's XML files. Nothing outside of it is read, entities are not expanded.
 *
 * @param subject what to call it in errors
 * @throws InputError on what is no XML, and on objects without a name or a box inside the image
 */
export function parseVocAnnotation(bytes: Uint8Array, subject: string): readonly VocObject[] {
  const document = parse(bytes, subject);
  try {
    const { root } = document;
    if (root.name !== "annotation") {
      throw new InputError(subject, { expected: "an annotation of VOC", got: `<${root.name}>` });
    }
    const size = childrenOf(root, "size")[0];
    const [width, height] = ["width", "height"].map((side) =>
      size && textOf(size, side) ? Number(textOf(size, side)) : 0,
    );
    return childrenOf(root, "object").map((object, i) => readObject(object, `${subject}, object ${i}`, width, height));
  } finally {
    document.dispose();
  }
}

function parse(bytes: Uint8Array, subject: string): XmlDocument {
  try {
    return XmlDocument.fromBuffer(bytes, { option: ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_NONET });
  } catch (cause) {
    const [first] = (cause as Error).message.trim().split("\n");
    throw new InputError(
      subject,
      { expected: "XML", got: `an error (${first})`, remedy: "Replace or remove the file." },
      { cause },
    );
  }
}

function readObject(object: XmlElement, subject: string, width: number, height: number): VocObject {
  const name = textOf(object, "name");
  if (name === undefined || name === "") throw new InputError(subject, { expected: "a <name>", got: "none" });
  const box = childrenOf(object, "bndbox")[0];
  if (box === undefined) throw new InputError(subject, { expected: "a <bndbox>", got: "none" });
  const corners = (["xmin", "ymin", "xmax", "ymax"] as const).map((corner) => {
    const text = textOf(box, corner);
    const value = Number(text);
    if (text === undefined || text === "" || !Number.isFinite(value)) {
      throw new InputError(subject, {
        expected: `a number as <${corner}>`,
        got: text === undefined ? "none" : `"${text}"`,
      });
    }
    return value;
  });
  const [xmin, ymin, xmax, ymax] = corners;
  const inside = xmin >= 0 && ymin >= 0 && (width <= 0 || xmax <= width) && (height <= 0 || ymax <= height);
  if (!(xmax >= xmin && ymax >= ymin && inside)) {
    throw new InputError(subject, {
      expected: width > 0 ? `a box inside the image of ${width} x ${height}` : "a box",
      got: `corners ${corners.join(", ")}`,
      remedy: "Corners are xmin, ymin, xmax, ymax in pixels.",
    });
  }
  return { name, corners: [xmin, ymin, xmax, ymax], difficult: textOf(object, "difficult") === "1" };
}

function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  const found: XmlElement[] = [];
  for (let node = element.firstChild; node !== null; node = node.next) {
    if ("name" in node && node.name === name && "firstChild" in node) found.push(node as XmlElement);
  }
  return found;
}

function textOf(element: XmlElement, name: string): string | undefined {
  return childrenOf(element, name)[0]?.content.trim();
}

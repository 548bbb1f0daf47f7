import { imageSide, type MultiscalePlan, multiscaleTransformer } from "../../../network/multiscale-transformer.ts";
import type { Description, Family, ShapeTable } from "../family.ts";
import { countFrom, size } from "../shape-table.ts";

/** Published sizes: blocks, at which of them the width doubles, features and heads of the first stage (configs/MVITv2_*.yaml). */
export const MULTISCALE_SIZES = {
  t: { blocks: 10, doubling: [1, 3, 8], width: 96, heads: 1 },
  s: { blocks: 16, doubling: [1, 3, 14], width: 96, heads: 1 },
  b: { blocks: 24, doubling: [2, 5, 21], width: 96, heads: 1 },
  l: { blocks: 48, doubling: [2, 8, 44], width: 144, heads: 2 },
} as const;

/** Side of the images that the published ones were made for. */
const PUBLISHED_SIDE = 224;
/** Above this, tables of relative positions are taken for damaged ones. */
const LARGEST_SIDE = 1024;

function describe(plan: MultiscalePlan): Description {
  const shape = ({ blocks, doubling, width, heads }: Omit<MultiscalePlan, "side" | "classes">): string =>
    JSON.stringify([blocks, doubling, width, heads]);
  const known = Object.entries(MULTISCALE_SIZES).find(([, published]) => shape(published) === shape(plan));
  return {
    id: `mvitv2-${known?.[0] ?? plan.blocks}`,
    naming: "facebookresearch/mvit",
    size: plan.side,
    classes: plan.classes,
    network: multiscaleTransformer(plan),
  };
}

/** The size of the images is read off from the first block's tables, which have a row for each distance of two patches. */
function recognise(table: ShapeTable): readonly Description[] {
  const width = size(table, "patch_embed.proj.weight", 0);
  const heads = width / size(table, "blocks.0.attn.pool_q.weight", 0);
  const side = imageSide((size(table, "blocks.0.attn.rel_pos_h", 0) + 1) / 2);
  if (!Number.isInteger(heads) || heads < 1 || !Number.isInteger(side) || side < 1 || side > LARGEST_SIDE) return [];
  const qkv = (block: number): string => `blocks.${block}.attn.qkv.weight`;
  const blocks = countFrom(table, qkv);
  const doubling = Array.from({ length: blocks }, (_, block) => block).filter(
    (block) => size(table, qkv(block), 0) > 3 * size(table, qkv(block), 1),
  );
  return [describe({ blocks, doubling, width, heads, side, classes: size(table, "head.projection.weight", 0) })];
}

/** MViTv2 without class token (Li et al. 2022). */
export const multiscaleVit: Family = {
  recognise,
  members: (classes) =>
    Object.values(MULTISCALE_SIZES).map((published) => describe({ ...published, side: PUBLISHED_SIDE, classes })),
};

import { InputError } from "../../core/error.ts";
import { operatorCounts } from "../shared/operator-counts.ts";
import type { GraphNode } from "./graph-nodes.ts";

/** What a graph may consist of: operators of fixed shape that compute from their inputs alone. */
const OPERATORS: ReadonlySet<string> = new Set(
  `Abs Acos Acosh Add AddN AddV2 All Any ArgMax ArgMin Asin Asinh Atan Atanh AvgPool BatchMatMul BatchMatMulV2
  BatchToSpaceND BiasAdd BroadcastTo Cast Ceil ClipByValue Concat ConcatV2 Const Conv2D Conv2DBackpropInput Cos Cosh
  Cumsum DepthToSpace DepthwiseConv2d DepthwiseConv2dNative Div DivNoNan Einsum Elu EnsureShape Equal Erf Exp ExpandDims
  Expm1 FakeQuantWithMinMaxVars Fill Floor FloorDiv FloorMod FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3
  FusedDepthwiseConv2dNative Gather GatherV2 Greater GreaterEqual Identity LeakyRelu Less LessEqual Log Log1p
  LogicalAnd LogicalNot LogicalOr LogSoftmax MatMul Max Maximum MaxPool Mean Min Minimum MirrorPad Mod Mul Neg NotEqual
  OnesLike Pack Pad PadV2 Placeholder PlaceholderWithDefault Pow Prelu Prod Range Rank RealDiv Reciprocal Relu Relu6
  Reshape ResizeBilinear ResizeNearestNeighbor Reverse ReverseV2 Round Rsqrt Select SelectV2 Selu Shape Sigmoid Sign Sin
  Sinh Size Slice Snapshot Softmax Softplus SpaceToBatchND SpaceToDepth Split SplitV Sqrt Square SquaredDifference Squeeze
  StopGradient StridedSlice Sub Sum Tan Tanh Tile Transpose Unpack ZerosLike _FusedConv2D _FusedMatMul`.split(/\s+/),
);

const REASONS: readonly (readonly [RegExp, string])[] = [
  [
    /^(Loop|Switch|Merge|Enter|Exit|Next|Tensor(Array|List)|Stateless(If|While)|If$|While$|Partitioned)/,
    "control flow",
  ],
  [/^(HashTable|LookupTable|InitializeTable)/, "a lookup table"],
  [/^(NonMaxSuppression|Where|Unique|ListDiff|TopK|CropAndResize)/, "a shape or choice that depends on the values"],
  [/^(Random|Truncated|Multinomial|Stateless)/, "random numbers"],
  [/^(String|StaticRegex|Decode)/, "text or encoded files"],
];

/** @throws InputError with the first node whose operator an image classifier has no need of, before anything runs */
export function checkOperators(nodes: readonly GraphNode[], path: string): void {
  for (const { name, operator } of nodes) {
    if (OPERATORS.has(operator)) continue;
    const reason = REASONS.find(([pattern]) => pattern.test(operator))?.[1];
    throw new InputError(`${path}, node ${name}`, {
      expected: "an operator of ordinary image classifiers",
      got: reason === undefined ? operator : `${operator}, ${reason}`,
      remedy: "Convert the model without what comes before the images and after the classes.",
    });
  }
}

/** How often each operator is used; constants are counted as parameters. */
export function countOperators(nodes: readonly GraphNode[]): Map<string, number> {
  const computing = nodes.filter(({ operator }) => operator !== "Const" && operator !== "Placeholder");
  return operatorCounts(computing.map(({ operator }) => operator));
}

/** What ONNX calls its types of elements, by number (TensorProto.DataType). */
const NAMES = [
  ...[
    "no type",
    "float32",
    "uint8",
    "int8",
    "uint16",
    "int16",
    "int32",
    "int64",
    "string",
    "bool",
    "float16",
    "float64",
  ],
  ...["uint32", "uint64", "complex64", "complex128", "bfloat16", "float8e4m3fn", "float8e4m3fnuz", "float8e5m2"],
  ...["float8e5m2fnuz", "uint4", "int4", "float4e2m1"],
];

/** What ONNX calls a type of elements. */
export const typeName = (type: number): string => NAMES[type] ?? `the unknown type ${type}`;

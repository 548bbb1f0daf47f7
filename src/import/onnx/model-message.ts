import type { Budget } from "../../core/budget.ts";
import { InputError } from "../../core/error.ts";
import { ModelProto } from "../../engine/onnx/messages.ts";
import { scanMessage } from "./scan-message.ts";
import type { TensorProto } from "./tensor-proto.ts";

/** The message `ModelProto`, with numbers for 64-bit integers; the others alike. */
export interface ModelMessage {
  readonly producerName?: string;
  readonly producerVersion?: string;
  readonly opsetImport?: readonly OpsetMessage[];
  readonly metadataProps?: readonly { readonly key?: string; readonly value?: string }[];
  readonly graph?: GraphMessage;
  readonly functions?: readonly FunctionMessage[];
}

export interface OpsetMessage {
  readonly domain?: string;
  readonly version?: number;
}

export interface GraphMessage {
  readonly node?: readonly NodeMessage[];
  readonly initializer?: readonly TensorProto[];
  readonly sparseInitializer?: readonly unknown[];
  readonly input?: readonly PortMessage[];
  readonly output?: readonly PortMessage[];
}

export interface FunctionMessage {
  readonly name?: string;
  readonly domain?: string;
  readonly overload?: string;
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly node?: readonly NodeMessage[];
  readonly opsetImport?: readonly OpsetMessage[];
  /** Attributes with their defaults. */
  readonly attributeProto?: readonly AttributeMessage[];
}

export interface NodeMessage {
  readonly name?: string;
  readonly opType?: string;
  readonly domain?: string;
  readonly overload?: string;
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly attribute?: readonly AttributeMessage[];
}

export interface AttributeMessage {
  readonly name?: string;
  readonly type?: number;
  readonly f?: number;
  readonly i?: number;
  readonly s?: Uint8Array;
  readonly t?: TensorProto;
  readonly g?: GraphMessage;
  readonly floats?: readonly number[];
  readonly ints?: readonly number[];
  readonly strings?: readonly Uint8Array[];
  /** Inside of a function: the attribute of the calling node that is meant. */
  readonly refAttrName?: string;
}

export interface PortMessage {
  readonly name?: string;
  readonly type?: {
    readonly tensorType?: {
      readonly elemType?: number;
      readonly shape?: { readonly dim?: readonly { readonly dimValue?: number }[] };
    };
  };
}

/** Domains of the standard operators. */
const STANDARD = new Set(["", "ai.onnx"]);

/** A domain as it is known; the standard one has two names, one of them empty. */
export const domainOf = (domain: string | undefined): string => (STANDARD.has(domain ?? "") ? "" : (domain ?? ""));

/** Version of the standard operators among those that a model or a function says it uses. */
export function standardOpset(imports: readonly OpsetMessage[] | undefined): number | undefined {
  return imports?.find(({ domain }) => domainOf(domain) === "")?.version;
}

/** @throws InputError on bytes that are no ONNX model, or of which more would be made than the budget allows */
export function decodeModel(content: Buffer, path: string, budget: Budget): ModelMessage {
  scanMessage(content, ModelProto, budget, path);
  try {
    return ModelProto.toObject(ModelProto.decode(content), { longs: Number }) as ModelMessage;
  } catch (error) {
    throw new InputError(path, { expected: "an ONNX model", got: `bytes that are none (${(error as Error).message})` });
  }
}

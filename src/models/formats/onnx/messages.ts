/**
 * What the messages of an ONNX file (onnx.proto, fields by number) mean to the search for tensors: which fields to
 * enter, which to read, which to note the place of; all others are stepped over. Found are initialisers of the graph,
 * of the graphs inside If, Loop and Scan nodes, of functions and of training graphs; tensors in the attributes of
 * nodes, which is how Constant nodes carry weights; sparse initialisers; and which node works on what.
 */
import { type Action, type Frame, integer, message, natural, payload, text } from "./frame.ts";
import {
  addNode,
  addPayload,
  addTensor,
  type Found,
  MAX_ENDS,
  MAX_NAME,
  newRecord,
  payloadCount,
  type TensorRecord,
} from "./records.ts";
import { pairMessage, sparseMessage, tensorMessage } from "./tensor-messages.ts";

/** ModelProto: ir_version 1, graph 7, opset_import 8, metadata_props 14, training_info 20, functions 25. */
export function modelMessage(found: Found, end: number): Frame {
  const graph = message((_, end) => {
    found.graphs++;
    return graphMessage(found, end);
  });
  const opset = message((_, end) => {
    found.opsets++;
    return { end, field: () => undefined };
  });
  const property = message((_, end) => pairMessage(end, (key, value) => found.metadata.set(key, value)));
  const actions = new Map<number, Action>([
    [1, natural((value) => (found.irVersion = value))],
    [7, graph],
    [8, opset],
    [14, property],
    [20, message((_, end) => trainingMessage(found, end))],
    [25, message((_, end) => functionMessage(found, end))],
  ]);
  return { end, field: (number) => actions.get(number) };
}

/** GraphProto: node 1, initializer 5, sparse_initializer 15. */
function graphMessage(found: Found, end: number): Frame {
  const listed = (start: number) => addTensor(found, newRecord(start));
  return {
    end,
    field(number) {
      if (number === 1) return message((_, end) => nodeMessage(found, end));
      if (number === 5) return message((start, end) => tensorMessage(found, end, listed(start)));
      if (number === 15) return message((start, end) => sparseMessage(found, end, listed(start)));
      return undefined;
    },
  };
}

/** TrainingInfoProto: initialization 1, algorithm 2. */
function trainingMessage(found: Found, end: number): Frame {
  const graph = message((_, end) => graphMessage(found, end));
  return { end, field: (number) => (number === 1 || number === 2 ? graph : undefined) };
}

/** FunctionProto: node 7, attribute_proto 11. */
function functionMessage(found: Found, end: number): Frame {
  return {
    end,
    field(number) {
      if (number === 7) return message((_, end) => nodeMessage(found, end));
      if (number === 11) return message((_, end) => attributeMessage(found, end, []));
      return undefined;
    },
  };
}

/** A tensor in an attribute of a node, which is named when the node ends. */
interface AttributeTensor {
  readonly attribute: string;
  readonly record: TensorRecord;
  /** Numbers of the attribute itself, which are a tensor only in a Constant. */
  readonly floats: boolean;
}

/** NodeProto: input 1, output 2, name 3, op_type 4, attribute 5. */
function nodeMessage(found: Found, end: number): Frame {
  const inputs: string[] = [];
  const outputs: string[] = [];
  let name = "";
  let operator = "";
  let axis: number | undefined;
  const noteAxis = (value: number) => (axis = value);
  const tensors: AttributeTensor[] = [];
  const kept = (list: string[]): Action | undefined =>
    list.length < MAX_ENDS ? text((value) => list.push(value), MAX_NAME) : undefined;
  return {
    end,
    field(number) {
      switch (number) {
        case 1:
          return kept(inputs);
        case 2:
          return kept(outputs);
        case 3:
          return text((value) => (name = value), MAX_NAME);
        case 4:
          return text((value) => (operator = value), MAX_NAME);
        case 5:
          return message((_, end) => attributeMessage(found, end, tensors, noteAxis));
        default:
          return undefined;
      }
    },
    close() {
      addNode(found, { operator, inputs, outputs, ...(axis !== undefined && { axis }) });
      nameAttributeTensors(found, tensors, operator === CONSTANT, outputs[0] || name || operator);
    },
  };
}

const CONSTANT = "Constant";

/**
 * A Constant's tensor is called like the Constant's output, a tensor of another node like the node's output and the
 * attribute.
 */
function nameAttributeTensors(
  found: Found,
  tensors: readonly AttributeTensor[],
  constant: boolean,
  owner: string,
): void {
  for (const { attribute, record, floats } of tensors) {
    if (floats && !(constant && (attribute === "value_float" || attribute === "value_floats"))) continue;
    record.name = constant ? owner : `${owner}.${attribute}`;
    if (floats) addTensor(found, record);
  }
}

/** TensorProto.DataType.FLOAT. */
const FLOAT = 1;

/** AttributeProto: name 1, f 2, i 3, t 5, g 6, floats 7, tensors 10, graphs 11, sparse_tensor 22, sparse_tensors 23. */
function attributeMessage(
  found: Found,
  end: number,
  tensors: AttributeTensor[],
  noteAxis: (axis: number) => void = () => {},
): Frame {
  let attribute = "";
  let whole: number | undefined;
  const own: TensorRecord[] = [];
  const start = found.reader.position;
  let floats: TensorRecord | undefined;
  const float = payload("float", (piece) => {
    floats ??= { ...newRecord(start), type: FLOAT };
    addPayload(found, floats, 4, piece);
  });
  const tensor = (walked: typeof tensorMessage) =>
    message((start, end) => {
      const record = addTensor(found, newRecord(start));
      own.push(record);
      return walked(found, end, record);
    });
  return {
    end,
    field(number) {
      if (number === 1) return text((value) => (attribute = value), MAX_NAME);
      if (number === 2 || number === 7) return float;
      if (number === 3) return integer((value) => (whole = value));
      if (number === 5 || number === 10) return tensor(tensorMessage);
      if (number === 6 || number === 11) return message((_, end) => graphMessage(found, end));
      if (number === 22 || number === 23) return tensor(sparseMessage);
      return undefined;
    },
    close() {
      if (attribute === "axis" && whole !== undefined) noteAxis(whole);
      for (const record of own) tensors.push({ attribute, record, floats: false });
      if (!floats) return;
      if (attribute === "value_floats") floats.shape.push(payloadCount(floats.payloads));
      tensors.push({ attribute, record: floats, floats: true });
    },
  };
}

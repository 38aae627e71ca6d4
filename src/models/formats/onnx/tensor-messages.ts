/** The messages of onnx.proto that describe a tensor, fields by number; elements are noted, not read. */
import { type Frame, message, natural, type PayloadAction, payload, text } from "./frame.ts";
import {
  addDimension,
  addPayload,
  type Found,
  MAX_NAME,
  MAX_VALUE,
  newRecord,
  type TensorRecord,
} from "./records.ts";

const MAX_EXTERNAL_ENTRIES = 16;
/** TensorProto.DataLocation.EXTERNAL. */
const EXTERNAL = 1;

/**
 * TensorProto: dims 1, data_type 2, segment 3, float_data 4, int32_data 5, string_data 6, int64_data 7, name 8,
 * raw_data 9, double_data 10, uint64_data 11, external_data 13, data_location 14.
 */
export function tensorMessage(found: Found, end: number, record: TensorRecord): Frame {
  const external = new Map<string, string>();
  let location = 0;
  const data = (field: number, form: PayloadAction["form"]) =>
    payload(form, (piece) => addPayload(found, record, field, piece));
  return {
    end,
    field(number) {
      switch (number) {
        case 1:
          return natural((size) => addDimension(found, record, size));
        case 2:
          return natural((type) => (record.type = type));
        case 3:
          record.reason = "one segment of a tensor that is stored in pieces";
          return undefined;
        case 4:
          return data(4, "float");
        case 5:
        case 7:
        case 11:
          return data(number, "varint");
        case 8:
          return text((name) => (record.name = name), MAX_NAME);
        case 9:
          return data(9, "raw");
        case 10:
          return data(10, "double");
        case 13:
          return message((_, end) =>
            pairMessage(end, (key, value) => addExternal(found, external, key, value)),
          );
        case 14:
          return natural((value) => (location = value));
        default:
          return undefined;
      }
    },
    close() {
      if (location === EXTERNAL) record.external = external;
    },
  };
}

function addExternal({ reader }: Found, external: Map<string, string>, key: string, value: string): void {
  if (external.size === MAX_EXTERNAL_ENTRIES)
    reader.fail(`more than ${MAX_EXTERNAL_ENTRIES} external_data entries`, reader.position);
  external.set(key, value);
}

/** SparseTensorProto: values 1, indices 2, dims 3. Listed under the name of its values. */
export function sparseMessage(found: Found, end: number, record: TensorRecord): Frame {
  record.reason = "a sparse tensor: only dense ones are analysed";
  let values: TensorRecord | undefined;
  return {
    end,
    field(number) {
      if (number === 1)
        return message((start, end) => tensorMessage(found, end, (values = newRecord(start))));
      if (number === 3) return natural((size) => addDimension(found, record, size));
      return undefined;
    },
    close() {
      record.name ||= values?.name ?? "";
      record.type = values?.type ?? 0;
    },
  };
}

/** StringStringEntryProto: key 1, value 2. */
export function pairMessage(end: number, take: (key: string, value: string) => void): Frame {
  let key = "";
  let value = "";
  return {
    end,
    field(number) {
      if (number === 1) return text((read) => (key = read), MAX_NAME);
      if (number === 2) return text((read) => (value = read), MAX_VALUE);
      return undefined;
    },
    close: () => take(key, value),
  };
}

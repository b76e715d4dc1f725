import { type Properties, type Thing } from "../account";
import { type Change } from "./rule";

export const thing = (type: string, id: string, inputs: Properties = {}): Thing => ({ type, id, name: id, inputs });
export const create = (type: string, inputs: Properties): Change => ({ operation: "create", type, id: "new", inputs });
export const remove = (type: string, id: string, inputs: Properties = {}): Change => ({
  operation: "delete",
  type,
  id,
  inputs,
});
export const update = (type: string, id: string, former: Properties, inputs: Properties): Change => ({
  operation: "update",
  type,
  id,
  inputs,
  former,
});

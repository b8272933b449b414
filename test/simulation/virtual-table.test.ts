import { toEpoch } from "../../shared/events/instant.ts";
import { describeTable } from "../store/table-suite.ts";
import { createVirtualTable } from "./virtual-table.ts";

describeTable("the simulation's own engine", (now) => Promise.resolve(createVirtualTable(() => toEpoch(now()))));

import { createMemoryTable } from "../../shared/store/memory-table.ts";
import { describeTable } from "./table-suite.ts";

describeTable("the in-memory double", (now) => Promise.resolve(createMemoryTable({ now })));

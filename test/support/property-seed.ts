import fc from "fast-check";

/** Properties are tried with the same cases every time; `SEED=7 npm test -- test/profile` tries others. */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env["SEED"] ?? 1) });

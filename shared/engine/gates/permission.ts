import { hours, latest } from "../../events/instant.ts";
import { openComplaint } from "../../profile/complaints.ts";
import { type Gate, forMarketing, skip, wait } from "./gate.ts";

export const consent: Gate = ({ recipient, step }) => {
  if (step.kind === "internal") return { inputs: { kind: step.kind } };
  if (recipient === undefined) return { inputs: { address: false }, verdict: skip("no-address") };
  const inputs = {
    address: recipient.hash,
    kind: step.kind,
    purpose: step.purpose,
    why: recipient.consent.why,
    source: recipient.consent.statement?.source ?? null,
    at: recipient.consent.statement?.at ?? null,
  };
  const { granted, why } = recipient.consent;
  const passes = step.kind === "transactional" ? !recipient.refused : granted;
  return { inputs, verdict: passes ? undefined : skip(why === "unconfirmed" ? why : "no-consent") };
};

export const suppression: Gate = ({ recipient }) => ({
  inputs: { suppressed: recipient?.suppressed ?? null },
  verdict: recipient?.suppressed === undefined ? undefined : skip("suppressed"),
});

export const complaintHold: Gate = forMarketing(({ facts, settings, now }) => {
  const complaint = openComplaint(facts.person, settings, now);
  if (complaint === undefined) return { inputs: { open: false } };
  const { id, since, until } = complaint;
  return {
    inputs: { open: true, complaint: id, since, until: until ?? null },
    verdict: wait("complaint-hold", (at) => (until === undefined ? undefined : latest(at, until)), hours(6)),
  };
});

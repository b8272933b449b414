import { keywordOf } from "../../shared/feedback/inbound-text.ts";

test.each([
  "STOP",
  "stop",
  " Stop. ",
  "“STOP”",
  "StopAll",
  "STOP ALL",
  "unsubscribe",
  "cancel",
  "end",
  "Quit!",
  "revoke",
  "opt-out",
  "OPT OUT",
  "optout",
  "remove",
  "Arrêt",
  "ARRET",
  "td",
])("%j is a stop", (body) => {
  expect(keywordOf(body)).toBe("stop");
});

test.each(["START", "yes!", "Unstop"])("%j is a start", (body) => {
  expect(keywordOf(body)).toBe("start");
});

test.each([
  "",
  "don't stop believing",
  "please call me",
  "STOP it was a gift for my sister",
  "🙂",
  "end of the week?",
  "yes please",
])("%j is for a person to read and stops nothing by accident", (body) => {
  expect(keywordOf(body)).toBe("other");
});

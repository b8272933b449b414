import { createProgress } from "../../cli/progress.ts";

const watch = (isTerminal: boolean) => {
  const written: string[] = [];
  let now = 0;
  const progress = createProgress({ write: (text) => void written.push(text), isTerminal, ticks: () => now });
  return { written, progress, pass: (milliseconds: number) => void (now += milliseconds) };
};

test("on a terminal one line is written over, and kept at the end", () => {
  const { written, progress, pass } = watch(true);
  const work = progress(200, "imported");
  pass(50);
  work.advance(10);
  expect(written).toEqual([]);
  pass(60);
  work.advance(40);
  pass(1_890);
  work.advance(150);
  work.end();
  expect(written).toEqual([
    "\r\u001b[Kimported: 50 of 200 (25 %), 0 s",
    "\r\u001b[Kimported: 200 of 200 (100 %), 2 s",
    "\r\u001b[Kimported: 200 of 200 (100 %), 2 s\n",
  ]);
});

test("elsewhere a line comes every five seconds", () => {
  const { written, progress, pass } = watch(false);
  const work = progress(undefined, "read");
  for (let second = 0; second < 12; second += 1) {
    pass(1_000);
    work.advance();
  }
  work.end();
  expect(written).toEqual(["read: 5, 5 s\n", "read: 10, 10 s\n", "read: 12, 12 s\n"]);
});

test("what is over at once says nothing", () => {
  const { written, progress } = watch(true);
  const work = progress(0, "imported");
  work.advance(0);
  work.end();
  expect(written).toEqual([]);
});

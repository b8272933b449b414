import { createEmfMetrics } from "../../../shared/platform/adapters/emf-metrics.ts";

const metricsWith = () => {
  const lines: string[] = [];
  const metrics = createEmfMetrics({ stage: "test", write: (line) => lines.push(line) });
  return { metrics, lines, told: () => lines.map((line) => JSON.parse(line)) };
};

test("a count is told for the stage alone, in the namespace the alarms watch", () => {
  const { metrics, told } = metricsWith();
  metrics.count("send-unknown");
  metrics.flush();
  expect(told()).toEqual([
    {
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          { Namespace: "Comeback", Dimensions: [["stage"]], Metrics: [{ Name: "send-unknown", Unit: "Count" }] },
        ],
      },
      stage: "test",
      "send-unknown": 1,
    },
  ]);
});

test("a count with dimensions is told for the stage, which alarms watch, and for the dimensions", () => {
  const { metrics, told } = metricsWith();
  metrics.count("message-sent", { flow: "abandoned-checkout", channel: "email" });
  metrics.flush();
  expect(told()).toHaveLength(1);
  expect(told()[0]).toMatchObject({
    _aws: { CloudWatchMetrics: [{ Dimensions: [["stage"], ["stage", "flow", "channel"]] }] },
    stage: "test",
    flow: "abandoned-checkout",
    channel: "email",
    "message-sent": 1,
  });
});

test("what is counted more often is added up, apart for each set of dimensions", () => {
  const { metrics, told } = metricsWith();
  for (let n = 0; n < 250; n += 1) metrics.count("a");
  metrics.count("b", {}, 5);
  metrics.count("a", { x: "1", y: "2" });
  metrics.count("a", { y: "2", x: "1" }, 3);
  metrics.count("a", { x: "2", y: "2" });
  metrics.flush();
  expect(told()).toEqual([
    expect.objectContaining({ a: 250, b: 5 }),
    expect.objectContaining({ a: 4, x: "1" }),
    expect.objectContaining({ a: 1, x: "2" }),
  ]);
});

test("nothing is written before the flush, and nothing twice", () => {
  const { metrics, lines } = metricsWith();
  metrics.flush();
  metrics.count("a");
  expect(lines).toEqual([]);
  metrics.flush();
  metrics.flush();
  expect(lines).toHaveLength(1);
});

test("what is measured keeps each of its values, in the unit of the catalogue", () => {
  const { metrics, told } = metricsWith();
  for (const seconds of [1, 90.5, 3]) metrics.measure("wake-lag", {}, seconds);
  metrics.measure("complaint-rate", { store: "demo" }, 0.09);
  metrics.flush();
  expect(told()).toMatchObject([
    { _aws: { CloudWatchMetrics: [{ Metrics: [{ Name: "wake-lag", Unit: "Seconds" }] }] }, "wake-lag": [1, 90.5, 3] },
    {
      _aws: { CloudWatchMetrics: [{ Metrics: [{ Name: "complaint-rate", Unit: "Percent" }] }] },
      "complaint-rate": 0.09,
      store: "demo",
    },
  ]);
});

test("of one metric a line holds fewer than a hundred values, as CloudWatch takes no more", () => {
  const { metrics, told } = metricsWith();
  for (let n = 0; n < 150; n += 1) metrics.measure("wake-lag", {}, n);
  metrics.flush();
  expect(told()[0]["wake-lag"]).toHaveLength(99);
});

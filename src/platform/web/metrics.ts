import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Prometheus metrics of this process. Names end in their unit; each has a help text (a house check reads them). */
export const registry = new Registry();
collectDefaultMetrics({ register: registry });

const counter = (name: string, help: string, labelNames: string[] = []) =>
  new Counter({ name, help, labelNames, registers: [registry] });
const gauge = (name: string, help: string, labelNames: string[] = []) =>
  new Gauge({ name, help, labelNames, registers: [registry] });

/** Everything that moves gets a counter. */
export const metrics = {
  httpSeconds: new Histogram({
    name: 'kyojo_http_request_seconds',
    help: 'Time to answer a request, by route and status',
    labelNames: ['route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [registry],
  }),
  observationsTotal: counter('kyojo_observations_total', 'Observations stored, by feed', ['feed']),
  quarantinedTotal: counter('kyojo_quarantined_rows_total', 'Rows that could not be read, by feed', ['feed']),
  noticesTotal: counter('kyojo_notices_total', 'Notices handed to their channel, by channel and outcome', [
    'channel',
    'outcome',
  ]),
  jobsWaiting: gauge('kyojo_jobs_waiting', 'Jobs that wait to be worked on, by kind', ['job']),
  jobsFailed: gauge('kyojo_jobs_failed', 'Jobs that failed for good, by kind', ['job']),
};

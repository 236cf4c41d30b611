/** Which exporters have fallen silent: a router that stopped sending is not a network without traffic. */
import type { ExporterHealth } from './messages.ts';

/** An exporter that should be heard, with the last time it was; `null` = never. */
export interface SilentExporter {
  readonly address: string;
  readonly lastSeenAt: Date | null;
}

/** Names the registered exporters not heard for `afterMinutes` before `now`. Those heard but not registered are not judged. */
export function silentExporters(input: {
  readonly now: Date;
  readonly registered: readonly string[];
  readonly heard: readonly ExporterHealth[];
  readonly afterMinutes: number;
}): SilentExporter[] {
  const last = new Map(input.heard.map((exporter) => [exporter.address, exporter.lastSeenMs]));
  return input.registered.flatMap((address) => {
    const seen = last.get(address);
    if (seen !== undefined && input.now.getTime() - seen < input.afterMinutes * 60_000) return [];
    return [{ address, lastSeenAt: seen === undefined ? null : new Date(seen) }];
  });
}

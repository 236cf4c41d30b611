/**
 * Detection quality on other people's captures: `node captures.ts FOLDER` (a folder with `truth.jsonl`). Prints for each detector how
 * many stated truths it covered and which further hosts it accused. "Further" is not "wrong": most captures hold more than
 * their name says, and only a person can tell.
 */
import { reportCaptures } from '../../src/app/corpora/captures.ts';

const folder = process.argv[2];
if (!folder) throw new Error('usage: captures.ts FOLDER');

interface Line {
  covered: number;
  alerts: number;
  readonly named: Set<string>;
  readonly further: Set<string>;
}

const lines = new Map<string, Line>();
let [stated, found] = [0, 0];
for (const report of await reportCaptures(folder)) {
  stated += report.found.length + report.missed.length;
  found += report.found.length;
  for (const { alert, covers } of report.judged) {
    const line = lines.get(alert.detector) ?? { covered: 0, alerts: 0, named: new Set(), further: new Set() };
    lines.set(alert.detector, line);
    line.alerts++;
    for (const statement of covers) line.named.add(`${report.id} ${statement}`);
    // A host counts once per capture, and as further only where no truth of this detector names it.
    if (covers.length === 0) line.further.add(`${report.id} ${alert.accused}`);
  }
  for (const missed of report.missed) console.log(`missed: ${report.id}: ${missed}`);
}
console.log(`${found} of ${stated} stated truths found`);
console.log('detector              truths  alerts  further hosts');
for (const [name, line] of [...lines].sort()) {
  console.log(
    `${name.padEnd(20)} ${String(line.named.size).padStart(7)} ${String(line.alerts).padStart(7)} ${String(line.further.size).padStart(7)}`,
  );
}

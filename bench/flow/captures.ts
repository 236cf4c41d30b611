/**
 * How well each detector does on other people's captures: `./kyojo bench flow/captures [FOLDER]`, by default the corpus beside the product.
 * Three tables: every statement the corpus makes, checked; per capture and detector the hosts that are truly bad, found, and
 * falsely accused; where the stated beacons stand in the ranking. Bad numbers are printed like good ones.
 *
 * What is a false host? Only where a capture's description is complete: in the port-scan captures for scans, and in Zeek logs with a
 * stated beacon for whatever accuses a command server. Elsewhere most captures hold more than is told of them, so other hosts
 * are "further", to be judged by a person.
 */
import { join } from 'node:path';
import { type CaptureReport, detectorFor, labelOf, reportCaptures } from '../../src/app/corpora/captures.ts';
import { listDetectors } from '../../src/observe/detect/detectors.ts';

const folder = process.argv[2] ?? join(import.meta.dirname, '../../../shared/corpora/captures');
const detectors = listDetectors();
const scans = new Set(detectors.filter(({ role }) => role === 'scanner').map(({ name }) => name));
const servers = new Set(detectors.filter(({ role }) => role === 'command-server').map(({ name }) => name));
const attacks = new Set(detectors.filter(({ role }) => role === 'attacker' || role === 'scanner').map((d) => d.name));

const reports = await reportCaptures(folder);
statements();
hosts();
ranks();

function line(...cells: readonly (string | number)[]): void {
  const widths = [34, 22, 8, 8, 8, 8, 8];
  console.log(cells.map((cell, i) => (i < 2 ? `${cell}`.padEnd(widths[i] ?? 8) : `${cell}`.padStart(8))).join(' '));
}

function statements(): void {
  console.log('## Statements of the corpus');
  let [all, checked, held] = [0, 0, 0];
  for (const { id, judgements, unread, rows } of reports) {
    if (judgements.length === 0) console.log(`${id}: nothing stated; ${rows} rows read, ${unread} lines not`);
    for (const { statement, outcome, by, told, counted } of judgements) {
      all++;
      if (outcome !== 'list') checked++;
      if (outcome === 'found') held++;
      const numbers = told === undefined ? '' : `; told ${told}, counted ${counted}`;
      const why = outcome === 'list' ? `not checked, rests on a list that is not here: ${statement.text}` : outcome;
      console.log(`${id}: ${labelOf(statement)}: ${why}${by.length > 0 ? ` by ${by.join(', ')}` : ''}${numbers}`);
    }
  }
  console.log(`checked ${checked} of ${all}, found ${held} of ${checked}\n`);
}

/** The host a statement calls bad, as a detector would accuse it; empty where it names none. */
function badHost(detector: string, statement: { readonly src?: string; readonly dst?: string }): string {
  const accuses = detectors.find(({ name }) => name === detector)?.accuses;
  return (accuses === 'target' ? statement.dst : statement.src) ?? '';
}

/** Whether everything is known that a detector of this kind could accuse here. */
function isComplete({ judgements }: CaptureReport, detector: string): boolean {
  const whats = judgements.map(({ statement }) => statement.what);
  if (scans.has(detector)) return whats.length > 0 && whats.every((what) => what.endsWith('-scan'));
  return servers.has(detector) && whats.includes('beacon');
}

function hosts(): void {
  console.log('## Hosts per capture and detector');
  line('capture', 'detector', 'bad', 'found', 'false', 'further');
  const sums = new Map<string, number[]>();
  for (const report of reports) {
    for (const { name } of detectors) {
      const alerts = report.judged.filter(({ alert }) => alert.detector === name);
      const stated = report.judgements.filter(
        (one) => one.outcome !== 'list' && (one.by.includes(name) || detectorFor(one.statement) === name),
      );
      const named = stated.map(({ statement }) => badHost(name, statement));
      const covered = stated.filter(({ by }) => by.includes(name)).map(({ statement }) => badHost(name, statement));
      const others = new Set(alerts.filter(({ covers }) => covers.length === 0).map(({ alert }) => alert.accused));
      for (const host of named) others.delete(host);
      const isFalse = isComplete(report, name);
      const row = [new Set(named).size, new Set(covered).size, isFalse ? others.size : 0, isFalse ? 0 : others.size];
      if (row.every((one) => one === 0)) continue;
      line(report.id.slice(-34), name, ...row.slice(0, 2), isFalse ? others.size : '-', isFalse ? '-' : others.size);
      if (isFalse && others.size > 0)
        for (const { alert } of alerts.filter(({ alert }) => others.has(alert.accused)))
          console.log(`    false? ${alert.accused} ${JSON.stringify(alert.reasons)}`);
      const sum = sums.get(name) ?? [0, 0, 0, 0];
      sums.set(
        name,
        sum.map((one, i) => one + (row[i] ?? 0)),
      );
    }
  }
  for (const [name, sum] of [...sums].sort()) line('all', name, ...sum);
  console.log('(bad: hosts this detector should name or names; one detector that does is enough for a statement)\n');
}

function ranks(): void {
  console.log('## Beacons in Zeek logs');
  for (const report of reports) {
    const attackers = new Set(
      report.judged.filter(({ alert }) => attacks.has(alert.detector)).map((j) => j.alert.source),
    );
    for (const { statement } of report.judgements.filter(({ statement }) => statement.what === 'beacon')) {
      for (const name of ['beacon', 'beacon-web']) {
        const ranked = report.judged
          .filter(({ alert }) => alert.detector === name)
          .sort((a, b) => b.alert.score - a.alert.score);
        const place = ranked.findIndex(({ covers }) => covers.includes(statement));
        const above = ranked.slice(0, Math.max(0, place)).filter(({ covers }) => covers.length === 0);
        const benign = above.filter(({ alert }) => !attackers.has(alert.source));
        console.log(
          place < 0
            ? `${report.id}: ${name}: ${statement.dst} is not among ${ranked.length}`
            : `${report.id}: ${name}: place ${place + 1} of ${ranked.length}; above it ${above.length}, of which ${benign.length} not accused of an attack by another detector`,
        );
        for (const { alert } of above)
          console.log(
            `    above: ${alert.source} → ${alert.target}:${alert.targetPort} ${JSON.stringify(alert.reasons)}`,
          );
      }
    }
  }
}

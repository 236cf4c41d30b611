/** Counts what never arrived, from the running numbers exporters put into their datagrams. */

/** How far ahead a number may be and still mean loss, how far behind and still mean a late datagram. */
const AHEAD = 1 << 24;
const BEHIND = 1 << 16;
const GAPS = 32;

/**
 * One stream of numbered datagrams. The unit is the exporter's: flows (v5), datagrams (v9, sFlow), records (IPFIX).
 * A gap is lost until a late datagram fills it; a number seen before is a duplicate; a far jump is a restart.
 */
export class SequenceCounter {
  lost = 0;
  late = 0;
  duplicates = 0;
  restarts = 0;
  #next = -1;
  #gaps: { from: number; units: number }[] = [];

  /** Notes a datagram numbered `sequence` that carries `units`; `units` below 0 when they could not be counted. */
  note(sequence: number, units: number): void {
    if (this.#next >= 0) this.#compare(sequence, units);
    else this.#next = sequence;
    if (units < 0) {
      // Records of an unknown template cannot be counted, so the next number is taken as it comes.
      this.#next = -1;
      return;
    }
    if (((sequence - this.#next) | 0) >= 0) this.#next = (sequence + units) >>> 0;
  }

  #compare(sequence: number, units: number): void {
    const ahead = (sequence - this.#next) | 0;
    if (ahead === 0) return;
    if (ahead > 0 && ahead <= AHEAD) {
      this.lost += ahead;
      this.#gaps.push({ from: this.#next, units: ahead });
      if (this.#gaps.length > GAPS) this.#gaps.shift();
    } else if (ahead < 0 && -ahead <= BEHIND) {
      this.#fill(sequence, Math.max(units, 1));
    } else {
      this.restarts++;
      this.#gaps = [];
      this.#next = sequence;
    }
  }

  #fill(sequence: number, units: number): void {
    const index = this.#gaps.findIndex((gap) => (sequence - gap.from) >>> 0 < gap.units);
    const gap = this.#gaps[index];
    if (!gap) {
      this.duplicates++;
      return;
    }
    this.late++;
    const before = (sequence - gap.from) >>> 0;
    const filled = Math.min(units, gap.units - before);
    this.lost -= filled;
    const rest = [
      { from: gap.from, units: before },
      { from: (sequence + filled) >>> 0, units: gap.units - before - filled },
    ].filter((piece) => piece.units > 0);
    this.#gaps.splice(index, 1, ...rest);
    if (this.#gaps.length > GAPS) this.#gaps.shift();
  }
}

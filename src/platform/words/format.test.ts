import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  formatAgo,
  formatBytes,
  formatDate,
  formatDuration,
  formatList,
  formatNumber,
  formatPercent,
  formatPeriod,
} from './index.ts';

const evening = new Date('2026-11-20T21:04:00+09:00');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('platform: numbers and dates as people write them', () => {
  const table: [told: string, expected: string][] = [
    [formatNumber(112379, 'ja'), '112,379'],
    [formatNumber(-2, 'ja', { signed: true }), '−2'],
    [formatNumber(24, 'en', { signed: true }), '+24'],
    [formatNumber(0, 'en', { signed: true }), '0'],
    [formatNumber(4, 'ja', { digits: 1 }), '4.0'],
    [formatPercent(0.56, 'ja'), '56%'],
    [formatPercent(0.999, 'ja'), '99%'],
    [formatPercent(0.001, 'ja'), '<1%'],
    [formatPercent(0, 'ja'), '0%'],
    [formatPercent(1, 'ja'), '100%'],
    [formatPercent(0.1234, 'en', 1), '12.3%'],
    [formatDate(evening, 'ja', 'minute'), '2026年11月20日 21時04分'],
    [formatDate(evening, 'easy', 'minute'), '2026年11月20日 午後9時04分'],
    [formatDate(evening, 'en', 'minute'), '20 November 2026, 21:04 JST'],
    [formatDate(new Date('2026-12-31T15:00:00Z'), 'ja'), '2027年1月1日'],
    [formatDate(new Date('2026-12-31T15:00:00Z'), 'ja', 'day', 'UTC'), '2026年12月31日'],
    [formatDate(evening, 'ja', 'weekday'), '2026年11月20日（金）'],
    [formatDate(evening, 'easy', 'weekday'), '2026年11月20日（金曜日）'],
    [formatDate(evening, 'en', 'weekday'), 'Friday 20 November 2026'],
    [formatDate(evening, 'ja', 'month'), '2026年11月'],
    [formatDate(evening, 'en', 'short'), '20 Nov'],
    [formatDate(evening, 'ja', 'iso'), '2026-11-20'],
    [formatPeriod(new Date('2026-10-01T00:00:00+09:00'), evening, 'ja'), '2026年10月1日〜11月20日'],
    [formatPeriod(new Date('2026-11-01T00:00:00+09:00'), evening, 'ja'), '2026年11月1日〜20日'],
    [formatPeriod(new Date('2025-11-01T00:00:00+09:00'), evening, 'ja'), '2025年11月1日〜2026年11月20日'],
    [formatPeriod(evening, evening, 'ja'), '2026年11月20日'],
    [formatPeriod(new Date('2026-10-01T00:00:00+09:00'), evening, 'en'), '1 October to 20 November 2026'],
    [formatPeriod(new Date('2026-11-01T00:00:00+09:00'), evening, 'en'), '1 to 20 November 2026'],
    [formatDuration(6.2 * DAY, 'ja'), '6.2日'],
    [formatDuration(19.1 * DAY, 'ja'), '19日'],
    [formatDuration(36 * HOUR, 'ja'), '36時間'],
    [formatDuration(5.5 * HOUR, 'en'), '5.5 hours'],
    [formatDuration(60_000, 'en'), '1 minute'],
    [formatDuration(50_000, 'ja'), '50秒'],
    [formatAgo(new Date(evening.getTime() - 3.4 * DAY), evening, 'ja'), '3日前'],
    [formatAgo(new Date(evening.getTime() + 2 * HOUR), evening, 'ja'), '2時間後'],
    [formatAgo(new Date(evening.getTime() - 90_000), evening, 'en'), '1 minute ago'],
    [formatAgo(evening, evening, 'easy'), 'たった今'],
    [formatBytes(340, 'ja'), '340 B'],
    [formatBytes(1234, 'ja'), '1.2 KB'],
    [formatBytes(48_200_000, 'en'), '48 MB'],
    [formatList(['甲', '乙', '丙'], 'ja'), '甲、乙、丙'],
    [formatList(['A', 'B', 'C'], 'en'), 'A, B and C'],
  ];
  for (const [told, expected] of table) it(expected, () => assert.equal(told, expected));
});

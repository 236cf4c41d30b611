import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cpeOf, type ListedProduct } from './cpe.ts';

const device = (vendor: string, product: string, version = ''): ListedProduct => ({
  kind: 'device',
  vendor,
  product,
  version,
});

describe('know: a listed product can be matched with advisories', () => {
  const table: [title: string, listed: ListedProduct, cpe: string | null][] = [
    [
      'maker and product in Latin letters',
      device('Fortinet', 'FortiGate 60F', '7.2.5'),
      'cpe:2.3:h:fortinet:fortigate_60f:7.2.5:*:*:*:*:*:*:*',
    ],
    [
      'a maker as people in Japan write it',
      device('株式会社バッファロー', 'WSR-3200AX4S'),
      'cpe:2.3:h:buffalo:wsr-3200ax4s:*:*:*:*:*:*:*:*',
    ],
    [
      'a maker repeated before the product',
      device('Yamaha', 'Yamaha RTX1220', 'Rev.15.04.07'),
      'cpe:2.3:h:yamaha:rtx1220:rev.15.04.07:*:*:*:*:*:*:*',
    ],
    [
      'an operating system names its maker',
      device('Dell', 'Windows 11 Pro'),
      'cpe:2.3:o:microsoft:windows_11:pro:*:*:*:*:*:*:*',
    ],
    [
      'full-width letters',
      device('', 'Ｗｉｎｄｏｗｓ　１０', '22H2'),
      'cpe:2.3:o:microsoft:windows_10:22h2:*:*:*:*:*:*:*',
    ],
    [
      'signs are quoted',
      { kind: 'system', vendor: 'A&B Soft', product: 'Shop+ (pro)', version: '1.0:2' },
      'cpe:2.3:a:a\\&b_soft:shop\\+_\\(pro\\):1.0\\:2:*:*:*:*:*:*:*',
    ],
    ['no maker: nothing is guessed', device('', 'RTX1220'), null],
    ['a product only in Japanese', device('富士通', '会計くん'), null],
    ['information is no product', { kind: 'information', vendor: 'Fujitsu', product: 'x' }, null],
  ];
  for (const [title, listed, cpe] of table) it(title, () => assert.equal(cpeOf(listed), cpe));
});

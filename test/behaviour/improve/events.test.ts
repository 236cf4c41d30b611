import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { untilQuiet } from '../../lib/house.ts';
import { arrive, servedHouse, type Visitor } from '../../lib/served.ts';

const served = await servedHouse();
const event = {
  name: '見本県サイバー演習',
  nameEn: 'Sample Cyber Drill',
  operator: '見本県警察',
  startsAt: '2027-02-10T13:00',
  endsAt: '2027-02-10T16:30',
  prefecture: '20',
  place: '県民ホール; 大会議室',
  audiences: ['local-governments'],
  cost: 'free',
  what: '机の上で初動を考える演習です。\n定員40人。',
};

describe('improve: events and the Cybersecurity Month', () => {
  let operator: Visitor;
  const get = (path: string) => served.visitor().get(path, { 'accept-language': 'ja' });
  before(async () => {
    operator = await arrive(served, { email: 'op@hub.example', name: '運用 花子', isOperator: true });
    const others = [
      {
        ...event,
        name: 'オンライン講演会',
        nameEn: 'Webinar',
        isOnline: 'yes',
        prefecture: '',
        place: '',
        startsAt: '2027-03-18T19:00',
        endsAt: '2027-03-18T20:00',
      },
      {
        ...event,
        name: '中止になった催し',
        nameEn: 'Cancelled',
        status: 'cancelled',
        startsAt: '2027-02-01T00:00',
        endsAt: '2027-02-01T10:00',
      },
      {
        ...event,
        name: '月間の翌日の催し',
        nameEn: 'The Day After',
        startsAt: '2027-03-19T00:00',
        endsAt: '2027-03-19T10:00',
      },
      {
        ...event,
        name: '終わった催し',
        nameEn: 'Past',
        status: 'held',
        attended: '42',
        startsAt: '2026-02-05T10:00',
        endsAt: '2026-02-05T12:00',
      },
    ];
    for (const one of [event, ...others])
      assert.equal(
        (await operator.post('/portal/edit/events/new', { ...one, state: 'published' })).status,
        303,
        one.name,
      );
    assert.equal(
      (await operator.post('/portal/edit/events/new', { ...event, name: '下書き', nameEn: 'Draft', state: 'draft' }))
        .status,
      303,
    );
    await untilQuiet(served);
  });

  it('lists what is to come, and drafts not at all', async () => {
    const { text } = await get('/events');
    assert.match(text, /見本県サイバー演習/);
    assert.match(text, /長野県/);
    assert.doesNotMatch(text, /下書き|終わった催し/);
    assert.match((await get('/events?from=2026-01-01&to=2026-12-31')).text, /終わった催し/);
    assert.match((await get('/events?prefecture=online')).text, /オンライン講演会/);
    assert.doesNotMatch((await get('/events?prefecture=online')).text, /見本県サイバー演習/);
    assert.match((await get('/events?prefecture=01')).text, /条件に合う催しはありません/);
    for (const wrong of ['from=2026-13-01', 'month=x', 'prefecture=48', 'status=maybe'])
      assert.equal((await get(`/events?${wrong}`)).status, 400, wrong);
  });

  it('counts the month from 1 February to 18 March, by status and prefecture', async () => {
    const { text } = await get('/events?month=2027');
    assert.match(text, /全国の催し3件のうち、開催済み0件、予定2件、中止1件、オンラインあり1件/);
    assert.match(text, /都道府県ごとの催し/);
    assert.doesNotMatch(text, /月間の翌日の催し/);
    assert.match((await get('/events?month=2026')).text, /全国の催し1件のうち、開催済み1件/);
  });

  it('says on its page what became of it', async () => {
    const [row] = await served.sql<{ id: string }>("SELECT id FROM improve.event WHERE name = '終わった催し'");
    assert.match((await get(`/events/${row?.id}`)).text, /開催済み.*42/s);
    const [gone] = await served.sql<{ id: string }>("SELECT id FROM improve.event WHERE name = '中止になった催し'");
    assert.match((await get(`/events/${gone?.id}`)).text, /この催しは中止になりました/);
    assert.equal((await get('/events/no-such-event')).status, 404);
  });

  it('gives calendars one event each with stable ids, folded lines and cancellations', async () => {
    const { text, headers } = await get('/events.ics?month=2027');
    assert.match(headers.get('content-type') ?? '', /text\/calendar/);
    const lines = text.split('\r\n');
    assert.ok(
      lines.every((line) => Buffer.byteLength(line) <= 75),
      'a line is too long',
    );
    const unfolded = text.replaceAll('\r\n ', '');
    assert.equal(unfolded.match(/BEGIN:VEVENT/g)?.length, 3);
    assert.match(unfolded, /DTSTART:20270210T040000Z\r\nDTEND:20270210T073000Z/);
    assert.match(unfolded, /LOCATION:長野県 県民ホール\\; 大会議室/);
    assert.match(unfolded, /DESCRIPTION:机の上で初動を考える演習です。 定員40人。/);
    assert.match(unfolded, /STATUS:CANCELLED/);
    const [row] = await served.sql<{ id: string }>("SELECT id FROM improve.event WHERE name = '見本県サイバー演習'");
    assert.match(unfolded, new RegExp(`UID:${row?.id}@`));
    assert.equal(
      (await operator.post(`/portal/edit/events/${row?.id}`, { ...event, status: 'cancelled', state: 'published' }))
        .status,
      303,
    );
    const after = (await get(`/events/${row?.id}/event.ics`)).text.replaceAll('\r\n ', '');
    assert.match(after, /SEQUENCE:1\r\n/);
    assert.match(after, /STATUS:CANCELLED/);
  });

  it('gives its data openly as CSV and JSON', async () => {
    const csv = (await get('/events.csv?month=2027')).text;
    assert.equal(csv.trim().split('\r\n').length, 4);
    const json = JSON.parse((await get('/api/v1/events?month=2027&limit=2')).text) as {
      items: { id: string }[];
      next: string;
    };
    assert.equal(json.items.length, 2);
    const next = JSON.parse((await get(`/api/v1/events?month=2027&limit=2&after=${json.next}`)).text) as {
      items: { id: string }[];
      next: null;
    };
    assert.equal(next.items.length, 1);
    assert.equal(next.next, null);
  });

  it('an organisation proposes an event; what is wrong stands beside the field', async () => {
    const [row] = await served.sql<{ id: string }>(
      "INSERT INTO know.organisation (name) VALUES ('見本大学') RETURNING id",
    );
    const organisation = row?.id ?? '';
    const member = await arrive(served, { email: 'm@hub.example', name: '会員', organisation });
    const wrong = await member.post('/events/propose', { ...event, organisation, endsAt: '2027-02-10T12:00' });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /aria-invalid="true"/);
    assert.equal(
      (await member.post('/events/propose', { ...event, organisation, prefecture: '' })).status,
      422,
      'neither place nor online',
    );
    assert.equal(
      (await member.post('/events/propose', { ...event, organisation, name: '見本大学公開講座', nameEn: '' })).status,
      303,
    );
    assert.doesNotMatch((await get('/events')).text, /見本大学公開講座/);
    const [proposal] = await served.sql<{ id: string }>('SELECT id FROM improve.proposal');
    await operator.post(`/portal/edit/proposals/${proposal?.id}`, {
      decision: 'published',
      answer: 'ありがとうございます。',
    });
    assert.match((await get('/events')).text, /見本大学公開講座/);
    assert.match((await get(`/search?q=${encodeURIComponent('公開講座')}&kind=event`)).text, /<mark>公開講座<\/mark>/);
  });
});

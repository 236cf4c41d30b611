import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { route } from '#platform/web';
import { type Figure, numberOf, UNITS } from '../figures/index.ts';
import { figures, findFigure } from '../statistics/load.ts';
import { csvAnswer, jsonAnswer, listAnswer, Paging } from './answer.ts';
import { ApiStatistic, StatisticPage, WholeStatistic } from './shape.ts';

const Id = z.object({ figure: z.string().regex(/^[a-z0-9-]{1,60}$/) });

function known(id: string): Figure {
  const figure = findFigure(id);
  if (!figure) throw new Refusal('improve.figure-unknown', {}, 404);
  return figure;
}

route({
  method: 'GET',
  path: '/api/v1/statistics',
  permission: 'public',
  summary: 'Statistics that are published, by id; each with the address of its whole table',
  query: z.object(Paging),
  answers: StatisticPage,
  async handle(c) {
    const { query } = c;
    const rows = figures()
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .filter((figure) => !query.after || figure.id > query.after)
      .slice(0, query.limit + 1)
      .map(
        (figure): ApiStatistic => ({
          id: figure.id,
          url: `${c.house.url}/statistics/${figure.id}`,
          data: `${c.house.url}/api/v1/statistics/${figure.id}`,
          title: figure.title,
          units: [...new Set(figure.columns.map((column) => UNITS[column.unit].en))],
          rows: figure.rows.length,
          columns: figure.columns.length,
          breaks: figure.breaks.length,
        }),
      );
    return listAnswer(c.request, c.url, {
      name: 'statistics',
      format: query.format,
      limit: query.limit,
      rows,
      shape: ApiStatistic,
    });
  },
});

route({
  method: 'GET',
  path: '/api/v1/statistics/:figure',
  permission: 'public',
  summary: 'One statistic whole: values, units, denominator, periods, breaks, notes, rules and source lines',
  params: Id,
  query: z.object({ format: Paging.format }),
  answers: WholeStatistic,
  async handle(c) {
    const figure = known(c.params.figure);
    return c.query.format === 'csv' ? tidy(c.request, figure) : jsonAnswer(c.request, figure);
  },
});

const TIDY = [
  'row',
  'row_label',
  'group',
  'column',
  'column_label',
  'unit',
  'period_kind',
  'period_from',
  'period_to',
  'value',
  'state',
  'source_document',
  'source_line_from',
  'source_line_to',
] as const;

/** One value a line, so that no unit and no reason for an empty cell is lost. */
function tidy(request: Request, figure: Figure): Response {
  const rows = figure.rows.flatMap((row) =>
    figure.columns.map((column) => {
      const cell = row.values[column.key];
      return [
        row.key,
        row.label.ja,
        row.group?.ja,
        column.key,
        column.label.ja,
        column.unit,
        column.period?.kind,
        column.period?.from,
        column.period?.to,
        numberOf(cell),
        typeof cell === 'object' ? cell.state : 'exact',
        figure.source.document,
        row.lines[0],
        row.lines[1],
      ];
    }),
  );
  return csvAnswer(request, figure.id, TIDY, rows, {
    link: `<${`/statistics/${figure.id}/data.csv-metadata.json`}>; rel="describedby"; type="application/csvm+json"`,
  });
}

route({
  method: 'GET',
  path: '/statistics/:figure/data.csv',
  permission: 'public',
  params: Id,
  handle: async (c) => tidy(c.request, known(c.params.figure)),
});

/** The CSV described as CSV on the Web does it (W3C, Metadata Vocabulary for Tabular Data). */
route({
  method: 'GET',
  path: '/statistics/:figure/data.csv-metadata.json',
  permission: 'public',
  params: Id,
  async handle(c) {
    const figure = known(c.params.figure);
    const isNumber = new Set<string>(['source_line_from', 'source_line_to']);
    return jsonAnswer(c.request, {
      '@context': ['http://www.w3.org/ns/csvw', { '@language': 'ja' }],
      url: `${c.house.url}/statistics/${figure.id}/data.csv`,
      'dc:title': [
        { '@value': figure.title.ja, '@language': 'ja' },
        { '@value': figure.title.en, '@language': 'en' },
      ],
      'dc:source': `サイバーセキュリティ2020、${figure.source.lines[0]}–${figure.source.lines[1]}行`,
      'dc:description': [
        ...(figure.denominator ? [figure.denominator.ja] : []),
        ...figure.breaks.map((one) => `${one.from}: ${one.reason.ja}`),
        ...figure.notes.map((note) => note.ja),
      ],
      'schema:unitText': [...new Set(figure.columns.map((column) => `${column.unit}: ${UNITS[column.unit].ja}`))],
      dialect: { header: true, encoding: 'utf-8', lineTerminators: ['\r\n'] },
      tableSchema: {
        columns: TIDY.map((name) => ({
          name,
          titles: name,
          datatype:
            name === 'value'
              ? 'number'
              : isNumber.has(name)
                ? 'integer'
                : name.startsWith('period_') && name !== 'period_kind'
                  ? 'date'
                  : 'string',
        })),
        primaryKey: ['row', 'column'],
      },
    });
  },
});

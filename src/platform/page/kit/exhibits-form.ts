import { html } from '#platform/html';
import * as form from '../form/index.ts';
import { button } from '../text/button.ts';
import { type Exhibit, exhibit } from './exhibit.ts';

/** Fields, forms and filters. */
export const formExhibits: readonly Exhibit[] = [
  exhibit(form.text)({
    name: 'form.text',
    purpose: 'A field for one line.',
    call: 'form.text({ language, name, label, hint, error, value, required })',
    examples: (language, t) => ({
      plain: {
        language,
        name: 'organisation',
        label: t('組織の名前', 'Name of the organisation', '組織（そしき）の なまえ'),
        hint: t('登記のとおりに', 'As registered'),
        required: true,
        value: t('株式会社みほん製作所', 'Mihon Works, Ltd.'),
      },
      wrong: {
        language,
        name: 'mail',
        type: 'email',
        label: t('メールアドレス', 'Mail address'),
        error: t('「@」を入れてください。例：taro@mihon.example', 'Write it with an “@”, like taro@mihon.example'),
        value: 'taro.mihon.example',
        required: true,
      },
      unit: {
        language,
        name: 'days',
        type: 'number',
        width: 'short',
        label: t('返事を待つ日数', 'Days to wait for an answer'),
        unit: t('日', 'days'),
        value: 7,
        min: 1,
        max: 90,
      },
      code: {
        language,
        name: 'prefix',
        code: true,
        width: 'medium',
        label: t('アドレスの範囲', 'Network'),
        value: '2001:db8:4f::/48',
      },
    }),
  }),
  exhibit(form.textarea)({
    name: 'form.textarea',
    purpose: 'A field for several lines.',
    call: 'form.textarea({ language, name, label, rows })',
    examples: (language, t) => ({
      what: {
        language,
        name: 'what',
        label: t('何をしましたか', 'What did you do?', '何を しましたか'),
        rows: 3,
        hint: t('一言でかまいません', 'A word will do'),
      },
    }),
  }),
  exhibit(form.select)({
    name: 'form.select',
    purpose: 'One of many.',
    call: 'form.select({ language, name, label, choices: [{ value, label }], value })',
    examples: (language, t) => ({
      kind: {
        language,
        name: 'kind',
        label: t('種類', 'Kind'),
        choices: [
          { value: 'a', label: t('録画機の初期パスワード', 'Recorder with its first password') },
          { value: 'b', label: t('公開されたデータベース', 'Exposed database') },
        ],
        value: 'b',
      },
      grouped: {
        language,
        name: 'place',
        label: t('都道府県', 'Prefecture'),
        error: t('一つ選んでください', 'Choose one'),
        choices: [
          {
            group: t('北海道・東北', 'North'),
            choices: [
              { value: '01', label: t('北海道', 'Hokkaido') },
              { value: '02', label: t('青森県', 'Aomori') },
            ],
          },
        ],
      },
    }),
  }),
  exhibit(form.radios)({
    name: 'form.radios',
    purpose: 'One of a few.',
    call: 'form.radios({ language, name, label, choices, value })',
    examples: (language, t) => ({
      rhythm: {
        language,
        name: 'rhythm',
        label: t('お知らせの受け取り方', 'How to hear from us', 'おしらせの もらいかた'),
        choices: [
          {
            value: 'now',
            label: t('すぐに', 'At once'),
            hint: t('急ぎのものだけ。夜も届きます', 'Urgent ones only, at night too'),
          },
          {
            value: 'daily',
            label: t('一日一通にまとめて', 'Once a day'),
            under: form.text({
              language,
              name: 'hour',
              label: t('何時に', 'At what hour'),
              type: 'number',
              width: 'short',
              value: 9,
              unit: t('時', 'h'),
            }),
          },
        ],
        value: 'daily',
      },
      row: {
        language,
        name: 'answer',
        label: t('届きましたか', 'Did it reach you?'),
        row: true,
        choices: [
          { value: 'y', label: t('はい', 'Yes') },
          { value: 'n', label: t('いいえ', 'No') },
        ],
        error: t('どちらかを選んでください', 'Choose one'),
      },
    }),
  }),
  exhibit(form.checkboxes)({
    name: 'form.checkboxes',
    purpose: 'Any of a few.',
    call: 'form.checkboxes({ language, name, label, choices, values })',
    examples: (language, t) => ({
      channels: {
        language,
        name: 'channels',
        label: t('届ける方法', 'Channels'),
        choices: [
          { value: 'mail', label: t('メール', 'Mail') },
          { value: 'letter', label: t('手紙', 'Letter') },
          { value: 'phone', label: t('電話', 'Phone') },
        ],
        values: ['mail'],
      },
    }),
  }),
  exhibit(form.checkbox)({
    name: 'form.checkbox',
    purpose: 'One box to tick.',
    call: 'form.checkbox({ language, name, label, checked })',
    examples: (language, t) => ({
      agree: { language, name: 'agree', label: t('会の決まりを読みました', 'I have read the rules'), required: true },
      wrong: {
        language,
        name: 'agree2',
        label: t('会の決まりを読みました', 'I have read the rules'),
        error: t('読んでから印を付けてください', 'Read them, then tick the box'),
      },
    }),
  }),
  exhibit(form.toggle)({
    name: 'form.toggle',
    purpose: 'On or off, said in words; takes effect when its form is sent.',
    call: 'form.toggle({ language, name, label, checked })',
    examples: (language, t) => ({
      on: {
        language,
        name: 'urgent',
        label: t('急ぎのお知らせを夜も送る', 'Send urgent notices at night'),
        checked: true,
      },
      off: {
        language,
        name: 'arms',
        label: t('知らせ方を比べる', 'Compare ways of telling'),
        hint: t('急ぎの種類では比べません', 'Never for urgent kinds'),
      },
    }),
  }),
  exhibit(form.date)({
    name: 'form.date',
    purpose: 'A day, or a day and an hour; the browser brings its own calendar.',
    call: 'form.date({ language, name, label, value })',
    examples: (language, t) => ({
      from: { language, name: 'from', label: t('いつから', 'From'), value: '2026-10-01' },
      time: { language, name: 'at', label: t('いつ', 'When'), value: '2026-11-20T21:14', time: true },
    }),
  }),
  exhibit(form.file)({
    name: 'form.file',
    purpose: 'A file from the reader’s machine; the form needs `files: true`.',
    call: "form.file({ language, name, label, accept: '.csv,.xlsx' })",
    examples: (language, t) => ({
      list: {
        language,
        name: 'list',
        label: t('組織の一覧', 'List of organisations'),
        hint: t('CSV か XLSX。10 MB まで', 'CSV or XLSX, up to 10 MB'),
        accept: '.csv,.xlsx',
      },
    }),
  }),
  exhibit(form.form)({
    name: 'form.form',
    purpose: 'A form by POST with the summary of its errors on top; checks are the server’s.',
    call: 'form.form({ language, action, errors: [{ name, text }], body })',
    examples: (language, t) => ({
      wrong: {
        language,
        action: '#',
        errors: [{ name: 'who', text: t('お名前を書いてください', 'Write your name') }],
        body: html`${form.text({ language, name: 'who', label: t('お名前', 'Your name', 'なまえ'), required: true, error: t('お名前を書いてください', 'Write your name'), autocomplete: 'name' })}${button({ text: t('送る', 'Send', 'おくる') })}`,
      },
    }),
  }),
  exhibit(form.group)({
    name: 'form.group',
    purpose: 'Fields of one kind under a heading, inside a form.',
    call: 'form.group({ heading, note, body })',
    examples: (language, t) => ({
      contact: {
        heading: t('連絡先', 'Contact'),
        note: t('二人まで', 'Up to two people'),
        body: form.text({ language, name: 'tel', type: 'tel', label: t('電話', 'Phone'), width: 'medium' }),
      },
    }),
  }),
  exhibit(form.filter)({
    name: 'form.filter',
    purpose: 'The conditions over a list: a GET form, so that every view has its address. It folds on phones.',
    call: 'form.filter({ language, action, fields: [form.select(…)], active: [{ label, without }] })',
    examples: (language, t) => ({
      active: {
        language,
        action: '#',
        fields: [
          form.text({ language, name: 'q', type: 'search', label: t('言葉', 'Words') }),
          form.select({
            language,
            name: 'state',
            label: t('状態', 'State'),
            blank: t('すべて', 'All'),
            choices: [{ value: 'open', label: t('返事なし', 'No answer') }],
          }),
          form.date({ language, name: 'since', label: t('いつから', 'Since') }),
        ],
        active: [
          { label: t('種類：録画機の初期パスワード', 'Kind: recorder'), without: '?a' },
          { label: t('状態：返事なし', 'State: no answer'), without: '?b' },
        ],
        actions: html`<a href="#">${t('CSVで取り出す', 'As CSV')}</a>`,
      },
      calm: {
        language,
        action: '#',
        fields: [form.text({ language, name: 'q2', id: 'f-q2', label: t('言葉', 'Words') })],
      },
    }),
  }),
];

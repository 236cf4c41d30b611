import type { Entry } from '#platform/words';

/** Sentences for what `observe` refuses. */
export const refusals: Readonly<Record<string, Entry>> = {
  'observe.feed-unknown': { ja: '情報源「{feed}」は登録されていません。', en: 'There is no feed “{feed}”.' },
  'observe.feed-not-active': {
    ja: '情報源「{feed}」は止められています。',
    en: 'The feed “{feed}” is paused or ended.',
  },
  'observe.report-too-large': {
    ja: '報告が大きすぎます（{megabytes} MBまで）。',
    en: 'The report is too large (at most {megabytes} MB).',
  },
  'observe.report-damaged': {
    ja: '圧縮された報告「{name}」が壊れています。',
    en: 'The compressed report “{name}” is damaged.',
  },
  'observe.report-empty': { ja: '報告の中身がありません。', en: 'The report is empty.' },
  'observe.token-wrong': { ja: '情報源の鍵（トークン）が正しくありません。', en: 'The feed’s token is wrong.' },
  'observe.feed-taken': {
    ja: '情報源の名前「{feed}」はもう使われています。',
    en: 'There is a feed called “{feed}” already.',
  },
  'observe.mapping-foreign': {
    ja: 'この情報源の読み方は、ここでは直せない形です。',
    easy: 'ここでは 直せません。',
    en: 'This feed’s mapping has a form that cannot be edited here.',
  },
  'observe.row-unknown': { ja: 'その行は見つかりませんでした。', en: 'That row was not found.' },
  'observe.row-settled': {
    ja: 'この行は、もう片づいています。',
    easy: 'この 行は もう おわりました。',
    en: 'This row has been settled already.',
  },
  'observe.replay-impossible': {
    ja: 'この行は、このままではもう一度流せません（{reason}）。行の形を確かめてください。',
    easy: 'この 行は もう一度 入れることが できません（{reason}）。',
    en: 'This row cannot be played again as it is ({reason}). Please check its form.',
  },
  'observe.replay-column': {
    ja: '列「{column}」は、この報告にありません。',
    easy: '列「{column}」が ありません。',
    en: 'This report has no column “{column}”.',
  },
  'observe.batch-unknown': { ja: 'その報告は見つかりませんでした。', en: 'That report was not found.' },
  'observe.flow-key': {
    ja: '鍵のファイル「{file}」が読めないか、32オクテットに足りません。',
    en: 'The key file “{file}” cannot be read or has fewer than 32 octets.',
  },
  'observe.flow-key-needed': {
    ja: '「{feed}」の加入者のアドレスは隠すことになっています。鍵のファイルを KYOJO_FLOW_KEY で指定してください。',
    en: 'Subscribers of “{feed}” have to be hidden. Name the file with the key in KYOJO_FLOW_KEY.',
  },
  'observe.flow-key-prefix': {
    ja: '鍵はありますが、隠すアドレスの範囲が決まっていません。--hide 203.0.113.0/24 のように指定してください。',
    en: 'There is a key, but no prefix to hide. Name them: --hide 203.0.113.0/24',
  },
  'observe.flow-hide': {
    ja: '「{prefix}」の中には隠せません。203.0.113.0/24 のように、256以上のアドレスを含む範囲を指定してください。',
    en: 'Nobody can hide in “{prefix}”. Give a prefix with 256 addresses or more, such as 203.0.113.0/24.',
  },
  'observe.flow-port': {
    ja: 'UDPポート{port}で待ち受けられません（{reason}）。',
    en: 'UDP port {port} cannot be listened on ({reason}).',
  },
  'observe.flow-feed': {
    ja: '「{feed}」という名前は使えません（小文字の英数字とハイフンだけ）。',
    en: '“{feed}” cannot be a name here (small letters, digits and hyphens only).',
  },
  'observe.exporter-unknown': { ja: 'その送信元は登録されていません。', en: 'There is no such exporter.' },
  'observe.candidate-unknown': { ja: 'その候補は見つかりませんでした。', en: 'There is no such candidate.' },
  'observe.candidate-allowed': {
    ja: '許可の一覧にある相手です。先に一覧から外してください。',
    en: 'This address is on the allow list. Take it off the list first.',
  },
  'observe.candidate-decided': {
    ja: 'この候補はもう判断されています。変えるには、先に開き直してください。',
    en: 'This candidate has been decided. Open it again before judging anew.',
  },
  'observe.verdict-because': { ja: '理由を書いてください。', en: 'Please say what you checked.' },
  'observe.list-not-provider': {
    ja: '一覧を受け取れるのは、登録された通信会社だけです。',
    easy: '登録した 通信会社 だけが うけとれます。',
    en: 'Only registered providers can receive the list.',
  },
  'observe.ask-group': {
    ja: '「{field}」ではまとめられません。',
    easy: '「{field}」では まとめられません。',
    en: 'One cannot group by “{field}”.',
  },
  'observe.ask-groups': {
    ja: 'まとめ方は{most}つまでです（いまは{given}つ）。{most}つに減らしてください。',
    easy: 'まとめかたは {most}つまでです（いま {given}つ）。へらして ください。',
    en: 'One can group by at most {most}, and this names {given}. Leave some out.',
  },
  'observe.ask-long': {
    ja: '条件が長すぎます。アドレスを並べるだけならおよそ1万件（20万文字）、and や or でつなぐ条件なら500までです。いくつかに分けて調べてください。',
    easy: '条件が 長すぎます。アドレスは 10,000くらいまで、and や or は 500までです。分けて ください。',
    en: 'The condition is too long. One question takes some 10,000 addresses in a row (200,000 characters), and 500 conditions joined by and or or. Ask in several parts.',
  },
  'observe.ask-too-much': {
    ja: 'この問いは重すぎました。期間を短くするか、条件を加えてください。',
    easy: '多すぎます。時間を みじかく して ください。',
    en: 'This question took too much. Ask for a shorter time or add a condition.',
  },
  'observe.ask-filter': {
    ja: '条件が{at}文字目から読めません。',
    easy: '条件が 読めません（{at}）。',
    en: 'The condition cannot be read from character {at} on.',
  },
  'observe.sensor-none': {
    ja: '観測点が登録されていません。先に未使用のアドレス範囲を登録してください。',
    en: 'No sensor is registered. Register the unused prefixes first.',
  },
  'observe.campaign-unknown': { ja: 'その調査は登録されていません。', en: 'There is no such survey.' },
  'observe.campaign-not-authorised': {
    ja: '調査「{name}」はまだ許可されていません。許可のない調査の結果は取り込みません。',
    en: 'The survey “{name}” has not been authorised. Results of such a survey are not taken in.',
  },
  'observe.campaign-document': {
    ja: '許可の文書を書いてください。',
    en: 'Please name the document that authorises it.',
  },
  'observe.campaign-own': {
    ja: '計画した人は、自分の調査を許可できません。',
    en: 'Whoever planned a survey cannot authorise it.',
  },
  'observe.survey-unknown': {
    ja: '「{file}」は知っている調査結果の形ではありません。',
    en: '“{file}” is no form of survey results we know.',
  },
  'observe.portal-url': {
    ja: '戻り先は https で始まるURLにしてください。',
    easy: 'https の URLを 書いて ください。',
    en: 'The return address must begin with https.',
  },
  'observe.round-because': { ja: '取り消す理由を書いてください。', en: 'Please say why it is taken back.' },
  'observe.round-not-newest': {
    ja: '取り消せるのは、いちばん新しい回だけです。',
    en: 'Only the newest round can be taken back.',
  },
  'observe.garden-unknown': {
    ja: 'このページは見つかりませんでした。',
    easy: 'この ページは ありません。',
    en: 'There is no such page.',
  },
  'observe.body-unknown': {
    ja: 'この組織は、ログを送る機関として登録されていません。',
    easy: 'この 組織は 登録されて いません。',
    en: 'This organisation is not registered to send logs.',
  },
  'observe.event-unknown': {
    ja: 'そのイベントは見つかりませんでした。',
    easy: 'ありません。',
    en: 'There is no such event.',
  },
  'observe.event-decided': { ja: 'このイベントはもう確認されています。', en: 'This event has been decided.' },
};

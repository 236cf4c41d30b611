/** The wordings a campaign has until an operator writes others. */
import type { Wording } from './text.ts';

/** For devices that can be entered: plain steps first, and what could happen first. */
export const enterable: readonly [Wording, Wording] = [
  {
    first: 'steps',
    ja: {
      title: 'お使いの機器の設定を直してください',
      opening:
        'ご契約の回線（{address}）につながっている{device}に、インターネットから入れることが分かりました。次の順で直せます。10分ほどで終わります。',
      danger: '直さないままだと、知らない人が機器に入り、ほかの人への攻撃に使うおそれがあります。',
    },
    easy: {
      title: '機器（きき）の 設定（せってい）を なおして ください',
      opening:
        'あなたの 回線（{address}）の {device}に、インターネットから 入れます。下の 順番（じゅんばん）で なおして ください。10分くらいです。',
      danger: 'なおさないと、知らない 人が 機器を つかうかも しれません。',
    },
    en: {
      title: 'Please change the settings of your device',
      opening:
        'On your line ({address}) there is a device ({device}) that can be entered from the Internet. You can put it right in this order; it takes about ten minutes.',
      danger: 'If it stays as it is, a stranger may enter the device and use it to attack other people.',
    },
  },
  {
    first: 'danger',
    ja: {
      title: 'お使いの機器が、知らない人に使われるおそれがあります',
      opening: 'ご契約の回線（{address}）につながっている{device}に、インターネットから入れることが分かりました。',
      danger:
        'このままでは、知らない人が機器に入り、設定を変えたり、ほかの人への攻撃に使ったりできます。カメラや録画機なら、映像を見られます。同じような機器が、実際に攻撃に使われています。',
    },
    easy: {
      title: 'あなたの 機器（きき）を、知らない 人が つかうかも しれません',
      opening: 'あなたの 回線（{address}）の {device}に、インターネットから 入れます。',
      danger:
        'このままだと、知らない 人が 機器に 入ります。ほかの 人への 攻撃（こうげき）に つかいます。カメラの 映像（えいぞう）を 見ます。ほんとうに おきて います。',
    },
    en: {
      title: 'A stranger could take over your device',
      opening: 'On your line ({address}) there is a device ({device}) that can be entered from the Internet.',
      danger:
        'As it is, a stranger can enter it, change its settings and use it to attack other people. With a camera or a recorder, a stranger can watch. Devices like this one are being used for attacks.',
    },
  },
];

/** For devices that are infected, likewise. */
export const infected: readonly [Wording, Wording] = [
  {
    first: 'steps',
    ja: {
      title: 'お使いの機器から、悪いプログラムを取り除いてください',
      opening:
        'ご契約の回線（{address}）につながっている機器から、感染した機器に特有の通信が出ています。ルーター、カメラ、録画機などを、次の順で直してください。10分ほどで終わります。',
      danger: '直さないままだと、機器がほかの人への攻撃に使われつづけます。',
    },
    easy: {
      title: '機器（きき）の 悪い プログラムを 消して ください',
      opening:
        'あなたの 回線（{address}）の 機器に、悪い プログラムが いるようです。ルーターや カメラを、下の 順番（じゅんばん）で なおして ください。10分くらいです。',
      danger: 'なおさないと、機器が ほかの 人を 攻撃（こうげき）します。',
    },
    en: {
      title: 'Please rid your device of a harmful program',
      opening:
        'A device on your line ({address}) sends what only infected devices send. Please put your router, cameras and recorders right in this order; it takes about ten minutes.',
      danger: 'If it stays as it is, the device goes on being used to attack other people.',
    },
  },
  {
    first: 'danger',
    ja: {
      title: 'お使いの機器が、ほかの人への攻撃に使われています',
      opening: 'ご契約の回線（{address}）につながっている機器から、感染した機器に特有の通信が出ています。',
      danger:
        'ルーター、カメラ、録画機などに悪いプログラムが入り、持ち主が気づかないまま、ほかの機器を攻撃しています。あなたの家や会社のほかの機器にも、入られるおそれがあります。',
    },
    easy: {
      title: 'あなたの 機器（きき）が、ほかの 人を 攻撃（こうげき）して います',
      opening: 'あなたの 回線（{address}）の 機器に、悪い プログラムが いるようです。',
      danger:
        'ルーターや カメラに 悪い プログラムが 入りました。ほかの 人の 機器を 攻撃して います。あなたの ほかの 機器にも 入るかも しれません。',
    },
    en: {
      title: 'Your device is being used to attack others',
      opening: 'A device on your line ({address}) sends what only infected devices send.',
      danger:
        'A harmful program has entered your router, a camera or a recorder and attacks other people’s devices without your noticing. It may enter your other devices too.',
    },
  },
];

/** What the hub's operators are told when a feed falls silent. */
export const words = {
  mailSubject: {
    ja: '情報源「{name}」からの報告が止まっています（{hub}）',
    en: 'The feed “{name}” has fallen silent ({hub})',
  },
  mailText: {
    ja: '情報源「{name}」は{hours}時間ごとに届くはずですが、届いていません。最後の報告：{last}。\n\nこの間、この情報源で見つかったものは「直った」とは扱いません。送り手の仕組みと受け口を確かめてください。\n\n{link}',
    en: 'The feed “{name}” is expected every {hours} hours, but nothing has come. Last report: {last}.\n\nUntil it is heard again nothing it reported counts as fixed. Please check the sender and the way in.\n\n{link}',
  },
  never: { ja: 'まだ一度も届いていません', en: 'none so far' },
} as const;

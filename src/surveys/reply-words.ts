/** Whole messages that end all messages on the channel: operators', Twilio's and AWS's words, and the Chinese ones. */
export const OPT_OUT_WORDS: ReadonlySet<string> = new Set([
  'STOP', 'STOPALL', 'STOP ALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT', 'OPT-OUT', 'OPT OUT',
  'REMOVE', 'ARRET', 'T', 'TD', 'R', 'N', '退订', '拒收', '退', '取消', '退訂',
]); // prettier-ignore

/** Whole messages by which a customer comes back. */
export const OPT_IN_WORDS: ReadonlySet<string> = new Set(['START', 'UNSTOP', 'YES', '恢复', '订阅', '恢復', '訂閱']);

/** Whole messages that ask who we are. */
export const HELP_WORDS: ReadonlySet<string> = new Set(['HELP', 'INFO', '帮助', '幫助']);

/**
 * Words anywhere in a message that may be a revocation "in any reasonable manner" (47 CFR 64.1200) or a complaint:
 * automation for the address is suspended until a person has read it.
 */
export const REVIEW_PATTERN = new RegExp(
  [
    '\\b(?:STOP|UNSUBSCRIBE|REVOKE|OPT[ -]?OUT|COMPLAIN(?:T|TS|ING)?|HARASS(?:ING|MENT)?|SPAM)\\b',
    '\\b(?:REMOVE|LEAVE) ME\\b',
    "\\b(?:DO NOT|DON'?T|NEVER) (?:EVER )?(?:CALL|TEXT|CONTACT|MESSAGE|SEND|EMAIL|WRITE)\\b",
    '(?:别|不要|不用|勿|请勿|停止|拒绝|別)(?:再)?(?:给我|給我|向我)?(?:再)?(?:发|打|联系|來|来电|骚扰|推送|發|聯繫)',
    '投诉|投訴|举报|舉報|骚扰|騷擾|勿扰|勿擾|退订|退訂|拒收|取消订阅',
  ].join('|'),
  'u',
);

/** Machines that answer: absence notes, driving notes, delivery receipts. */
export const AUTO_REPLY_PATTERN = new RegExp(
  [
    '自动回复|自動回覆|自动答复',
    '\\bAUTO(?:MATIC|MATED)?[- ]?(?:REPLY|RESPONSE|RESPONDER)\\b',
    '\\bOUT OF (?:THE )?OFFICE\\b',
    "\\bI(?:'M| AM) (?:CURRENTLY )?(?:DRIVING|IN A MEETING)\\b",
    '\\bDELIVERY (?:RECEIPT|REPORT|STATUS NOTIFICATION)\\b',
    '(?:正在开车|正在驾驶|正在开会|现在不方便接听).*(?:稍后|之后|再)',
    '短信回执|送达回执|已送达回执',
  ].join('|'),
  'u',
);

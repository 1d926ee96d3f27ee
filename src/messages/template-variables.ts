import { buttonQuestion, smsQuestion, smsQuestionText } from '../surveys/sms-question.js';
import { questionText } from '../surveys/survey-definition.js';
import type { MessageContext } from './message-context.js';

/** Values by variable; null where the fact is missing, which holds the message instead of leaving a blank (E5). */
export type Variables = Readonly<Record<string, string | null>>;

const LINKS = ['survey_link', 'unsubscribe_link', 'rating_link_1', 'rating_link_2', 'rating_link_3', 'rating_link_4', 'rating_link_5'] as const; // prettier-ignore

/** Variables that are addresses of pages; the only ones that may stand inside an HTML tag. */
export const LINK_VARIABLES: ReadonlySet<string> = new Set(LINKS);

/** Phrases that are complete sentences or nothing; an empty one leaves no gap. */
export const PHRASE_VARIABLES: ReadonlySet<string> = new Set(['contact_note', 'opt_out_note']);

/** Every variable that a template may name. */
export const KNOWN_VARIABLES: ReadonlySet<string> = new Set([
  ...LINKS,
  ...PHRASE_VARIABLES,
  'salutation', 'name', 'member_name', 'honorific', 'product', 'member_level', 'card_expires_on',
  'service_date', 'service_item', 'service_phrase', 'agent_no', 'agent_name', 'org_name', 'center', 'department',
  'service_phone', 'contact_line', 'announcement', 'question', 'closing_wish',
]); // prettier-ignore

/** Makes the values of every known variable. */
export function buildVariables(context: MessageContext): Variables {
  const { customer, organisation, agent } = context;
  const zh = isChinese(context.language);
  const name = filled(customer.contactName) ?? filled(customer.name);
  return {
    name,
    member_name: filled(customer.name),
    honorific: honorific(context, zh),
    salutation: salutation(context, name, zh),
    product: filled(customer.product),
    member_level: filled(customer.memberLevel),
    card_expires_on: customer.cardExpiresOn
      ? writeDate(new Date(`${customer.cardExpiresOn}T00:00:00Z`), 'UTC', zh)
      : null,
    service_date: customer.lastServiceAt ? writeDate(customer.lastServiceAt, organisation.timeZone, zh) : null,
    service_item: filled(customer.lastServiceItem),
    service_phrase: servicePhrase(context, zh),
    agent_no: filled(agent?.agentNo),
    agent_name: filled(agent?.name),
    org_name: filled(organisation.name),
    center: filled(organisation.center),
    department: filled(organisation.department),
    service_phone: filled(organisation.servicePhone),
    contact_line: contactLine(context, zh),
    contact_note: contactNote(context, zh),
    opt_out_note: optOutNote(context, zh),
    announcement: announcement(context, zh),
    closing_wish: filled(context.campaign.closingWish) ?? closingWish(context, zh),
    question: question(context, zh),
    ...links(context),
  };
}

/** Whether phrases are written in Chinese. */
export function isChinese(language: string): boolean {
  return /^(?:zh|yue|cmn)\b/.test(language);
}

function filled(value: string | null | undefined): string | null {
  return value === null || value === undefined || value.trim() === '' ? null : value.trim();
}

/** 先生 or 女士 from what the archive says of the customer; never guessed, and never for a contact person. */
function honorific({ customer }: MessageContext, zh: boolean): string | null {
  if (customer.gender === 'unknown' || filled(customer.contactName) !== null) return null;
  if (customer.gender === 'male') return zh ? '先生' : 'Mr';
  return zh ? '女士' : 'Ms';
}

function salutation(context: MessageContext, name: string | null, zh: boolean): string {
  if (name === null) return zh ? '您好' : 'Hello';
  if (!zh) return `Dear ${name}`;
  const title = honorific(context, zh);
  return title === null ? `${name}您好` : `尊敬的${name}${title}`;
}

/** Making a formatter costs more than composing the rest of a message, so each zone and language has one. */
const dateFormats = new Map<string, Intl.DateTimeFormat>();

function writeDate(at: Date, timeZone: string, zh: boolean): string {
  const key = `${timeZone} ${String(zh)}`;
  let format = dateFormats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(zh ? 'zh-CN' : 'en-GB', { timeZone, dateStyle: 'long' });
    dateFormats.set(key, format);
  }
  return format.format(at);
}

/** What the customer had from us, as exactly as the archive knows it; 服务 where it knows nothing. */
function servicePhrase({ customer }: MessageContext, zh: boolean): string {
  const item = filled(customer.lastServiceItem) ?? filled(customer.product);
  if (zh) return item === null ? '服务' : `${item}服务`;
  return item ?? 'services';
}

/** K5: a service contact, whatever of one the organisation has. */
function contactLine({ organisation, survey }: MessageContext, zh: boolean): string {
  const phone = filled(organisation.servicePhone);
  if (phone !== null)
    return zh ? `如有任何问题或投诉，欢迎致电客服：${phone}` : `Questions or complaints? Call us: ${phone}`;
  if (survey === null)
    return zh ? '如有任何问题或投诉，欢迎随时与我们联系。' : 'Questions or complaints? We are here for you.';
  return zh
    ? '如有任何问题或投诉，请在问卷页面告诉我们，我们会与您联系。'
    : 'Questions or complaints? Tell us on the survey page and we will get in touch.';
}

function contactNote({ organisation }: MessageContext, zh: boolean): string {
  const phone = filled(organisation.servicePhone);
  if (phone === null) return '';
  return zh ? `客服电话${phone},` : `Questions? Call ${phone}. `;
}

/** A way to refuse that works on this channel: a reply, else a link, else the telephone. */
function optOutNote(context: MessageContext, zh: boolean): string | null {
  if (context.channel === 'sms' && context.replies) return zh ? '拒收请回复R' : 'Reply STOP to opt out.';
  if (context.links && context.unsubscribeLink !== null) {
    return zh ? `退订请点击 ${context.unsubscribeLink}` : `Opt out: ${context.unsubscribeLink}`;
  }
  const phone = filled(context.organisation.servicePhone);
  if (phone !== null) return zh ? `拒收请致电${phone}` : `To opt out, call ${phone}.`;
  return null;
}

/** 报读公司、部门及工号 (E1, E3): without a number there is no announcement, and so no call. */
function announcement({ organisation, agent }: MessageContext, zh: boolean): string | null {
  const agentNo = filled(agent?.agentNo);
  const company = filled(organisation.name);
  if (agentNo === null || company === null) return null;
  const parts = [company, filled(organisation.center), filled(organisation.department)].filter((part) => part !== null);
  if (zh) return `这里是${parts.join('')}，我的工号是${agentNo}`;
  return `this is ${parts.join(', ')}; my agent number is ${agentNo}`;
}

function closingWish({ campaign }: MessageContext, zh: boolean): string {
  if (campaign.kind === 'holiday') return zh ? '祝您节日快乐' : 'We wish you a happy holiday';
  if (campaign.kind === 'birthday') return zh ? '祝您生日快乐' : 'Happy birthday';
  return zh ? '祝您生活愉快' : 'Have a good day';
}

function question({ channel, survey, customer }: MessageContext, zh: boolean): string | null {
  if (survey === null) return null;
  const locale = zh ? 'zh-CN' : 'en';
  if (channel === 'sms') {
    const asked = smsQuestion(survey);
    return asked === null ? null : smsQuestionText(asked, locale);
  }
  const asked = buttonQuestion(survey);
  return asked === null ? null : questionText(asked, locale, filled(customer.servedByAgentNo));
}

function links({ survey, surveyLink, unsubscribeLink }: MessageContext): Record<string, string | null> {
  const page = survey === null ? null : surveyLink;
  const rated = survey !== null && page !== null && buttonQuestion(survey) !== null;
  const ratings = [1, 2, 3, 4, 5].map((score) => [`rating_link_${score}`, rated ? `${page}?r=${score}` : null]);
  return { survey_link: page, unsubscribe_link: unsubscribeLink, ...Object.fromEntries(ratings) };
}

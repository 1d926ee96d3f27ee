import type { ConsentState } from './import-row.js';
import { toHalfWidth } from './normalise-text.js';

type Words = ReadonlyMap<string, string>;

const GENDERS = words({
  male: '男 男性 m male man 先生 mr 1',
  female: '女 女性 f female woman 女士 小姐 mrs ms miss 2',
  unknown: '未知 不详 保密 其他 u unknown other x 0 未说明',
});
const CHANNELS = words({
  call: 'call phone voice 电话 电话沟通',
  sms: 'sms text 短信 短讯',
  email: 'email e-mail mail 邮件 电邮 电子邮件 邮箱',
});
const SILENCES = words({
  all: 'all 全部 所有 是 yes true 免打扰',
  none: 'none no 否 false 无',
  call: 'call phone 电话',
  sms: 'sms 短信',
  email: 'email e-mail 邮件 电邮 邮箱',
});
const LIFECYCLES = words({
  existing: 'existing active customer 现有 现有客户 正式 正式客户 老客户 在读 会员 已有',
  onboarding: 'onboarding new 新客户 新会员 正在成为 入会中 试用',
  prospect: 'prospect lead 潜在 潜在客户 意向 意向客户 目标客户',
  lapsed: 'lapsed inactive churned expired 流失 流失客户 已流失 过期 退会',
});
const CONSENTS = words({
  granted: 'granted yes true 1 y 同意 是 已同意 授权',
  denied: 'denied no false 0 n 拒绝 否 不同意 未授权',
  unknown: 'unknown 未知 未表态',
});
const COUNTRIES = words({
  CN: '中国 中国大陆 中华人民共和国 china chn prc 86 +86',
  HK: '香港 中国香港 hongkong hkg 852 +852',
  MO: '澳门 中国澳门 macau macao mac 853 +853',
  TW: '台湾 中国台湾 taiwan twn 886 +886',
  US: '美国 usa unitedstates unitedstatesofamerica america +1',
  CA: '加拿大 canada can',
  GB: '英国 uk unitedkingdom greatbritain england gbr 44 +44',
  JP: '日本 japan jpn 81 +81',
  KR: '韩国 southkorea korea kor 82 +82',
  SG: '新加坡 singapore sgp 65 +65',
  AU: '澳大利亚 australia aus 61 +61',
  DE: '德国 germany deu 49 +49',
  FR: '法国 france fra 33 +33',
  IN: '印度 india ind 91 +91',
});
const LANGUAGES = words({
  'zh-CN': '中文 汉语 简体中文 普通话 国语 chinese mandarin 华语',
  'zh-TW': '繁体中文 繁體中文',
  yue: '粤语 广东话 cantonese',
  en: '英语 英文 english',
  ja: '日语 日文 japanese',
  ko: '韩语 韩文 korean',
});

/** male, female or unknown; null for anything else. */
export const readGender = (text: string): string | null => look(GENDERS, text);
/** existing, onboarding, prospect or lapsed; null for anything else. */
export const readLifecycle = (text: string): string | null => look(LIFECYCLES, text);
/** call, sms or email; null for anything else. */
export const readChannel = (text: string): string | null => look(CHANNELS, text);

/** granted, denied or unknown; null for anything else. */
export function readConsent(text: string): ConsentState | null {
  return look(CONSENTS, text) as ConsentState | null;
}

/** ISO 3166 alpha-2, from the code or a usual name; null for anything else. */
export function readCountry(text: string): string | null {
  const code = text.trim().toUpperCase();
  if (/^[A-Z]{2}$/.test(code)) return code === 'UK' ? 'GB' : isRegion(code) ? code : null;
  return look(COUNTRIES, text);
}

/** A canonical BCP 47 tag, from the tag or a usual name; null for anything else. */
export function readLanguage(text: string): string | null {
  const named = look(LANGUAGES, text);
  if (named !== null) return named;
  try {
    return /^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/.test(text)
      ? (Intl.getCanonicalLocales(text.replace(/_/g, '-'))[0] ?? null)
      : null;
  } catch {
    return null;
  }
}

/** Whether the text is a time zone of the IANA list; fixed offsets are not. */
export function isTimeZone(text: string): boolean {
  const known = zones.get(text);
  if (known !== undefined) return known;
  const answer = /^[A-Za-z]+(\/|$)/.test(text) && canFormat(text);
  if (zones.size < 1000) zones.set(text, answer);
  return answer;
}
const zones = new Map<string, boolean>();

/** The items of a list cell in their order, each once. */
export function readList(text: string): string[] {
  const items = text.split(/[;；、,，|\n]/).map((item) => item.trim());
  return [...new Set(items.filter((item) => item !== ''))];
}

/** `all`, or the channels in a fixed order; null where an item is none of them. */
export function readDoNotContact(text: string): string[] | null {
  const items = readList(text).map((item) => look(SILENCES, item));
  if (items.some((item) => item === null)) return null;
  if (items.includes('all')) return ['all'];
  return ['call', 'email', 'sms'].filter((channel) => items.includes(channel));
}

/** Stretches of local time, 18:00-20:00;21:00-21:30; null where one is not a stretch within a day. */
export function readTimes(text: string): string[][] | null {
  const stretches = readList(toHalfWidth(text)).map((item) => {
    const match = /^(\d{1,2}):(\d{2})\s*(?:-|~|–|—|至|到)\s*(\d{1,2}):(\d{2})$/.exec(item);
    return match === null ? null : stretch(match.slice(1).map(Number));
  });
  return stretches.every((item) => item !== null) && stretches.length > 0 ? stretches : null;
}

function stretch(parts: readonly number[]): string[] | null {
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = parts;
  const [from, to] = [fromHour * 60 + fromMinute, toHour * 60 + toMinute];
  if (fromMinute > 59 || toMinute > 59 || to > 1440 || from >= to) return null;
  return [from, to].map((minutes) => `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`);
}

function pad(part: number): string {
  return String(part).padStart(2, '0');
}

function look(index: Words, text: string): string | null {
  return index.get(toHalfWidth(text).toLowerCase().replace(/\s+/g, '')) ?? null;
}

function words(table: Readonly<Record<string, string>>): Words {
  return new Map(
    Object.entries(table).flatMap(([word, texts]) => texts.split(' ').map((text) => [text, word] as const)),
  );
}

const REGION_NAMES = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

function isRegion(code: string): boolean {
  return REGION_NAMES.of(code) !== undefined;
}

function canFormat(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

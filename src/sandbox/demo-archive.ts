import { AGENT_COUNT, demoAgentNo } from './demo-agents.js';
import { RowChance, dayFrom } from './demo-chance.js';
import { chineseContact, foreignContact } from './demo-contact.js';
import {
  CHINESE_PLACES,
  ENGLISH_FIRST,
  ENGLISH_LAST,
  FOREIGN_PLACES,
  GIVEN_FIRST,
  GIVEN_LAST,
  RARE_GIVEN,
  SURNAMES,
  XINJIANG_PLACES,
} from './demo-people.js';
import type { ForeignPlace, Place } from './demo-people.js';

/** The columns of the demo archive: import headers, and two attributes of its own business. */
export const CUSTOMER_HEADERS = [
  ...([
    'customer_no',
    'name',
    'contact_name',
    'contact_relation',
    'gender',
    'birthday',
    'phone',
    'phone2',
    'email',
  ] as const),
  ...([
    'preferred_channel',
    'preferred_time',
    'timezone',
    'country',
    'province',
    'city',
    'district',
    'postcode',
  ] as const),
  ...(['language', 'member_level', 'card_no', 'card_expires_on', 'lifecycle', 'category', 'source', 'tags'] as const),
  ...([
    'product',
    'last_service_at',
    'last_service_item',
    'last_served_by',
    'owner_agent_no',
    'required_skill',
  ] as const),
  ...(['consent_sms', 'consent_email', 'consent_call', 'consent_marketing', 'do_not_contact'] as const),
  ...(['剩余课时', '学习时间'] as const),
] as const;
export type CustomerRecord = Record<(typeof CUSTOMER_HEADERS)[number], string>;

export const DEFAULT_SIZE = 5_000;

const COURSES = ['数学同步', '英语同步', '物理', '化学', '语文阅读', '编程入门', '书法', '国画'];
const SERVICE_ITEMS = ['试听课', '学习测评', '家长会', '课程续报', '教材更换', '班主任回访', '投诉处理'];
const LEVELS = ['普通', '普通', '普通', '银卡', '银卡', '金卡', '钻石'];
const SOURCES = ['转介绍', '网站', '门店', '活动', '电话咨询'];

/**
 * The archive of a made-up membership business, row by row: the same seed and date give the same rows, and a larger
 * archive begins with the rows of a smaller one. Awkward cases have fixed shares of every thousand rows.
 * `todayOn` is the local date (YYYY-MM-DD) that services, birthdays and expiries are counted from.
 */
export function* generateCustomers(size: number, seed: number, todayOn: string): Generator<CustomerRecord> {
  for (let index = 0; index < size; index += 1) yield customer(new RowChance(seed, index), todayOn);
}

function customer(chance: RowChance, todayOn: string): CustomerRecord {
  const where = placeOf(chance);
  const isForeign = 'timezone' in where;
  const contact = isForeign ? foreignContact(chance, where) : chineseContact(chance, where);
  return {
    customer_no: `M${String(chance.index + 1).padStart(7, '0')}`,
    ...personOf(chance, todayOn, isForeign),
    ...contact,
    ...addressOf(chance, where),
    ...membershipOf(chance, todayOn),
    ...serviceOf(chance, todayOn),
    ...careOf(chance, isForeign),
    ...consentOf(chance),
    剩余课时: String(chance.between(0, 60)),
    学习时间: chance.pick(['工作日晚上', '周末上午', '周末下午', '']),
  };
}

function placeOf(chance: RowChance): Place | ForeignPlace {
  const slot = chance.slot('place');
  if (slot < 25) return chance.pick(XINJIANG_PLACES);
  if (slot < 75) return chance.pick(FOREIGN_PLACES);
  return chance.pick(CHINESE_PLACES);
}

function personOf(chance: RowChance, todayOn: string, isForeign: boolean) {
  const surname = chance.pick(SURNAMES);
  const slot = chance.slot('name');
  const rare = slot < 10 ? chance.pick(RARE_GIVEN) : chance.pick(GIVEN_LAST);
  const given = (chance.happens(0.7) ? chance.pick(GIVEN_FIRST) : '') + rare;
  const name = isForeign ? `${chance.pick(ENGLISH_FIRST)} ${chance.pick(ENGLISH_LAST)}` : surname + given;
  const isPupil = !isForeign && slot >= 10 && slot < 160;
  return {
    name,
    contact_name: isPupil ? surname + chance.pick(GIVEN_LAST) : '',
    contact_relation: isPupil ? chance.pick(['父亲', '母亲', '祖母']) : '',
    gender: slot >= 950 ? '' : chance.pick(['男', '女']),
    birthday: birthdayOf(chance, todayOn, slot),
  };
}

/** Mostly any day; some have theirs in the coming week, a few on 29 February, and some said nothing. */
function birthdayOf(chance: RowChance, todayOn: string, slot: number): string {
  const year = Number(todayOn.slice(0, 4)) - chance.between(8, 70);
  if (slot >= 900 && slot < 950) return '';
  if (slot >= 896 && slot < 900) return `${year - (year % 4)}-02-29`;
  if (slot >= 866 && slot < 896)
    return `${year}${dayFrom(todayOn, chance.between(0, 7)).slice(4)}`.replace('-02-29', '-02-28');
  return `${year}-${two(chance.between(1, 12))}-${two(chance.between(1, 28))}`;
}

function addressOf(chance: RowChance, where: Place | ForeignPlace) {
  if ('timezone' in where) {
    const { country, province, city, postcode, language } = where;
    // Half of them gave their zone; for the others the address has to do.
    const timezone = chance.happens(0.5) ? where.timezone : '';
    return { timezone, country, province, city, district: '', postcode, language };
  }
  const { province, city, postcode } = where;
  const district = chance.happens(0.8) ? chance.pick(where.districts) : '';
  const language = province === '广东省' && chance.happens(0.1) ? 'yue' : chance.happens(0.5) ? 'zh-CN' : '';
  return { timezone: '', country: 'CN', province, city, district, postcode, language };
}

function membershipOf(chance: RowChance, todayOn: string) {
  const card = chance.slot('card');
  const level = chance.pick(LEVELS);
  const hasCard = card < 850;
  const expires = card < 80 ? chance.between(-300, -1) : card < 140 ? chance.between(0, 30) : chance.between(31, 720);
  return {
    member_level: level,
    card_no: hasCard ? `88${String(chance.index + 1).padStart(8, '0')}` : '',
    card_expires_on: hasCard ? dayFrom(todayOn, expires) : '',
    lifecycle: lifecycleOf(chance.slot('lifecycle')),
    category: chance.pick(['学员', '家长', '企业']),
    source: chance.pick(SOURCES),
    tags: [level === '钻石' ? 'VIP' : '', chance.happens(0.1) ? '老带新' : ''].filter(Boolean).join(';'),
  };
}

function lifecycleOf(slot: number): string {
  if (slot < 60) return 'prospect';
  if (slot < 110) return 'lapsed';
  return slot < 150 ? 'onboarding' : 'existing';
}

function serviceOf(chance: RowChance, todayOn: string) {
  const slot = chance.slot('service');
  const product = chance.pick(COURSES);
  if (slot < 150) return { product, last_service_at: '', last_service_item: '', last_served_by: '' };
  const daysAgo = slot < 210 ? chance.between(1, 3) : slot < 600 ? chance.between(4, 30) : chance.between(31, 400);
  const at = `${dayFrom(todayOn, -daysAgo)} ${two(chance.between(9, 19))}:${two(chance.between(0, 59))}`;
  const servedBy = chance.happens(0.6) ? demoAgentNo(chance.between(0, AGENT_COUNT - 1)) : '';
  return { product, last_service_at: at, last_service_item: chance.pick(SERVICE_ITEMS), last_served_by: servedBy };
}

function careOf(chance: RowChance, isForeign: boolean) {
  const slot = chance.slot('care');
  const skill = slot < 40 ? 'VIP' : slot < 60 ? '投诉处理' : isForeign && chance.happens(0.7) ? '英语' : '';
  return {
    preferred_channel: slot >= 900 ? chance.pick(['call', 'sms', 'email']) : '',
    preferred_time: slot >= 850 && slot < 900 ? chance.pick(['18:00-20:00', '10:00-12:00', '14:00-17:00']) : '',
    // The last two slots ask for a skill that nobody has: the plan must say so.
    required_skill: slot >= 998 ? '手语' : skill,
    owner_agent_no: chance.slot('owner') < 800 ? demoAgentNo(chance.between(0, AGENT_COUNT - 1)) : '',
  };
}

function consentOf(chance: RowChance) {
  const slot = chance.slot('consent');
  const marketing = slot < 350 ? 'granted' : slot < 450 ? 'denied' : slot < 500 ? 'unknown' : '';
  const silence = slot >= 990 ? 'all' : slot >= 980 ? chance.pick(['sms', 'call', 'email', 'sms;call']) : '';
  return {
    consent_sms: slot >= 500 && slot < 515 ? 'denied' : slot < 300 ? 'granted' : '',
    consent_email: slot >= 515 && slot < 525 ? 'denied' : slot < 300 ? 'granted' : '',
    consent_call: slot >= 525 && slot < 545 ? 'denied' : slot < 300 ? 'granted' : '',
    consent_marketing: marketing,
    do_not_contact: silence,
  };
}

function two(part: number): string {
  return String(part).padStart(2, '0');
}

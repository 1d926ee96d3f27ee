import { dayFrom } from './demo-chance.js';

export const AGENT_HEADERS = [
  'agent_no',
  'name',
  'team',
  'skills',
  'languages',
  'regions',
  'weight',
  'daily_minutes',
  'shifts',
  'leave',
] as const;
export type AgentRecord = Readonly<Record<(typeof AGENT_HEADERS)[number], string>>;

const OFFICE = 'Mon-Fri 09:00-12:00;Mon-Fri 14:00-18:00';
const LATE = 'Mon-Fri 13:00-20:00;Sat 10:00-16:00';
const WEEKEND = 'Wed-Sun 09:00-12:00;Wed-Sun 14:00-18:00';
/** Evenings and nights in Shanghai are the working day in Europe and America. */
const EUROPE = 'Mon-Fri 16:00-24:00';
const AMERICA = 'Mon-Fri 21:00-05:00';

interface Profile {
  readonly name: string;
  readonly team?: string;
  readonly skills?: string;
  readonly languages?: string;
  readonly regions?: string;
  readonly weight?: string;
  readonly minutes?: string;
  readonly shifts?: string;
  /** Days from today to days from today. */
  readonly away?: readonly [number, number];
}

const PROFILES: readonly Profile[] = [
  { name: '王芳', skills: 'VIP', weight: '1.2' },
  { name: '李静', skills: 'VIP;投诉处理' },
  { name: '张伟' },
  { name: '刘洋', away: [2, 4] },
  { name: '陈晓燕', skills: '投诉处理' },
  { name: '杨帆', shifts: LATE },
  { name: '赵敏', weight: '0.8', minutes: '360' },
  { name: '黄磊', weight: '0.5', minutes: '240' },
  { name: '周婷', skills: 'VIP', shifts: WEEKEND },
  { name: '吴昊', away: [0, 0] },
  { name: '徐丽' },
  { name: '孙悦', shifts: LATE, skills: '投诉处理' },
  { name: '古丽娜尔', team: '二组', regions: '新疆维吾尔自治区', shifts: 'Mon-Fri 11:00-19:00' },
  { name: '艾力', team: '二组', regions: '新疆维吾尔自治区;陕西省', shifts: 'Mon-Fri 12:00-20:00' },
  { name: '何嘉欣', team: '二组', regions: '广东省', languages: 'zh-CN;yue', shifts: OFFICE },
  { name: '𠮷田真由', team: '二组', weight: '0.8' },
  { name: 'Emily Zhang', team: '海外组', skills: '英语', shifts: AMERICA },
  { name: 'Kevin Liu', team: '海外组', skills: '英语', shifts: AMERICA, weight: '0.8' },
  { name: 'Sophie Chen', team: '海外组', skills: '英语;VIP', shifts: EUROPE },
  { name: '林子涵', team: '海外组', skills: '英语', shifts: EUROPE, away: [7, 13] },
];

export const AGENT_COUNT = PROFILES.length;

/** The number of the n-th agent, from 0; `010` is among them, with its zero. */
export function demoAgentNo(n: number): string {
  return String(n + 1).padStart(3, '0');
}

/**
 * Twenty agents of the demo as rows of an agents file. The seed turns who is away from one agent to the next;
 * `todayOn` is the local date that leave is counted from.
 */
export function generateAgents(seed: number, todayOn: string): AgentRecord[] {
  return PROFILES.map((profile, n) => {
    const away = PROFILES[(n + (seed % AGENT_COUNT)) % AGENT_COUNT]?.away;
    return {
      agent_no: demoAgentNo(n),
      name: profile.name,
      team: profile.team ?? '一组',
      skills: profile.skills ?? '',
      languages: profile.languages ?? '',
      regions: profile.regions ?? '',
      weight: profile.weight ?? '1',
      daily_minutes: profile.minutes ?? '420',
      shifts: profile.shifts ?? OFFICE,
      leave: away ? `${dayFrom(todayOn, away[0])}..${dayFrom(todayOn, away[1])}` : '',
    };
  });
}

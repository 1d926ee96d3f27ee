const HOUR_MS = 3_600_000;

/** A campaign of the demonstration, and whether it runs from the start or waits for the visitor as a draft. */
export interface DemoCampaign {
  readonly definition: Readonly<Record<string, unknown>>;
  readonly launches: boolean;
}

/** What the demonstration shows: surveys on their way, calls for the agents, and one campaign left to be planned. */
export function demoCampaigns(now: Date): DemoCampaign[] {
  const until = (hours: number) => new Date(now.getTime() + hours * HOUR_MS).toISOString();
  const eve = nationalDayEve(now);
  const existing = { field: 'lifecycle', op: 'in', value: ['existing'] };
  return [
    {
      launches: true,
      definition: {
        name: '会员满意度回访 · Member satisfaction revisit',
        kind: 'routine',
        segment: { all: [existing, { field: 'memberLevel', op: 'in', value: ['金卡', '银卡'] }] },
        ladder: [{ channel: 'sms', waitHours: 22 }, { channel: 'email', waitHours: 5 }, 'call'],
        startAt: now.toISOString(),
        deadlineAt: until(30),
      },
    },
    {
      launches: true,
      definition: {
        name: '服务后电话回访 · After-service calls',
        kind: 'after-service',
        segment: { all: [existing, { field: 'lastServiceAt', op: 'withinDays', value: 7 }] },
        ladder: ['call'],
        startAt: now.toISOString(),
        deadlineAt: until(80),
      },
    },
    {
      launches: false,
      definition: {
        name: '国庆回访（草稿） · National Day revisit (draft)',
        kind: 'routine',
        segment: {
          all: [
            existing,
            { field: 'memberLevel', op: 'in', value: ['金卡'] },
            { field: 'province', op: 'in', value: ['江西省', '浙江省', '四川省', '北京市'] },
          ],
        },
        ladder: ['call'],
        // The promise of three days falls wholly into days off: planning finds that nobody can be called in time.
        startAt: eve.toISOString(),
        deadlineAt: new Date(eve.getTime() + 68.5 * HOUR_MS).toISOString(),
      },
    },
    {
      launches: false,
      definition: {
        name: '节日问候（草稿） · Season’s greetings (draft)',
        kind: 'holiday',
        segment: { all: [existing] },
        ladder: ['email', 'sms'],
        startAt: until(24),
        deadlineAt: until(24 * 8),
      },
    },
  ];
}

/** 20:30 in Shanghai on the next thirtieth of September: the hours of calls are over, eight days off follow. */
function nationalDayEve(now: Date): Date {
  const eve = new Date(Date.UTC(now.getUTCFullYear(), 8, 30, 12, 30));
  return eve > now ? eve : new Date(Date.UTC(now.getUTCFullYear() + 1, 8, 30, 12, 30));
}

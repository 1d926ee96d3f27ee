import { insertCustomer, insertRow } from '../../test/support/builders.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import type { TestDatabase } from '../../test/support/test-database.js';
import { openTestDatabase } from '../../test/support/test-database.js';
import type { SettingsService } from '../config/settings.service.js';
import { CustomerReadModel } from './customer.read-model.js';
import { OPS_OF_TYPE, SEGMENT_FIELD_NAMES, segmentField } from './segment-fields.js';
import { SegmentService } from './segment.service.js';

const settings = { organisation: async () => ({ timeZone: 'Asia/Shanghai' }) } as unknown as SettingsService;
const clock = new FixedClock('2026-11-23T01:00:00Z');

describe('a segment asked of the database', () => {
  let test: TestDatabase;
  let segments: SegmentService;

  beforeAll(async () => {
    test = await openTestDatabase();
    segments = new SegmentService(test.database, settings, clock, new CustomerReadModel());
    const db = test.database;
    await insertCustomer(db, {
      customer_no: 'A',
      name: '𠮷田 Anna',
      member_level: '金卡',
      tags: ['VIP', '家长'],
      birthday: '1992-02-29',
      card_expires_on: '2026-12-01',
      last_service_at: '2026-11-20T15:30:00Z',
      attributes: { visits: 12, grade: '三年级', since: '2026-11-20', likes: ['音乐'], active: true },
      consent: { 'sms.marketing': 'granted' },
      phone: '+8613800138000',
    });
    const b = await insertCustomer(db, {
      customer_no: 'B',
      name: '100%_',
      member_level: '银卡',
      birthday: '1980-11-25',
      last_service_at: '2026-11-20T16:00:00Z',
      attributes: { visits: '12', grade: '二年级' },
      email: 'b@example.com',
    });
    await insertCustomer(db, { customer_no: 'C', name: '王', lifecycle: 'prospect' });
    const contact = { customer_id: b, channel: 'call', reached: true };
    await insertRow(db, 'contact_log', { ...contact, at: '2026-11-22T02:00:00Z' });
    await insertRow(db, 'contact_log', { ...contact, at: '2026-11-01T02:00:00Z' });
    await db.execute(`INSERT INTO open_issues VALUES ($1, 'complaint', 'c:1', now())`, [b]);
  });
  afterAll(() => test.close());

  const matching = async (filter: unknown) => {
    const cards = await segments.sample(filter, 100);
    expect(await segments.count(filter)).toBe(cards.length);
    return cards.map(({ customerNo }) => customerNo).join('');
  };
  const one = (field: string, op: string, value?: unknown) => matching({ all: [{ field, op, value }] });

  it.each([
    ['memberLevel', 'eq', '金卡', 'A'],
    ['memberLevel', 'ne', '金卡', 'BC'],
    ['memberLevel', 'in', ['金卡', '银卡'], 'AB'],
    ['memberLevel', 'in', [], ''],
    ['memberLevel', 'notIn', ['金卡'], 'BC'],
    ['memberLevel', 'exists', false, 'C'],
    ['name', 'contains', 'anna', 'A'],
    ['name', 'contains', '%_', 'B'],
    ['name', 'contains', '𠮷', 'A'],
    ['lifecycle', 'eq', 'prospect', 'C'],
    ['tags', 'contains', 'VIP', 'A'],
    ['tags', 'in', ['家长', 'x'], 'A'],
    ['tags', 'notIn', ['家长'], 'BC'],
    ['tags', 'exists', true, 'A'],
    ['birthday', 'withinDays', 7, 'B'],
    ['birthday', 'withinDays', [97, 97], 'A'],
    ['birthday', 'lt', '1990-01-01', 'B'],
    ['cardExpiresOn', 'withinDays', 8, 'A'],
    ['cardExpiresOn', 'withinDays', 7, ''],
    ['cardExpiresOn', 'between', ['2026-12-01', '2026-12-31'], 'A'],
    ['lastServiceAt', 'lte', '2026-11-20', 'A'],
    ['lastServiceAt', 'gt', '2026-11-20', 'B'],
    ['lastServiceAt', 'eq', '2026-11-20', 'A'],
    ['lastServiceAt', 'ne', '2026-11-20', 'BC'],
    ['lastServiceAt', 'gte', '2026-11-21T00:00:00+08:00', 'B'],
    ['lastServiceAt', 'withinDays', 2, 'B'],
    ['lastServiceAt', 'withinDays', [-3, -3], 'A'],
    ['lastContactAt', 'withinDays', 1, 'B'],
    ['lastContactAt', 'lt', '2026-11-02', ''],
    ['lastContactAt', 'exists', false, 'AC'],
    ['hasMobile', 'eq', true, 'A'],
    ['hasEmail', 'eq', true, 'B'],
    ['hasEmail', 'ne', true, 'AC'],
    ['hasOpenIssue', 'eq', true, 'B'],
    ['consent.sms.marketing', 'eq', 'granted', 'A'],
    ['consent.sms.marketing', 'eq', 'unknown', 'BC'],
    ['attributes.visits', 'gte', 12, 'A'],
    ['attributes.visits', 'eq', 12, 'A'],
    ['attributes.visits', 'eq', '12', 'B'],
    ['attributes.visits', 'ne', 12, 'BC'],
    ['attributes.grade', 'in', ['三年级', '二年级'], 'AB'],
    ['attributes.grade', 'contains', '三', 'A'],
    ['attributes.likes', 'contains', '音乐', 'A'],
    ['attributes.since', 'withinDays', 3, 'A'],
    ['attributes.since', 'between', ['2026-11-01', '2026-11-30'], 'A'],
    ['attributes.active', 'eq', true, 'A'],
    ['attributes.none', 'exists', false, 'ABC'],
  ])('%s %s %j matches %s', async (field, op, value, expected) => {
    expect(await one(field, op, value)).toBe(expected);
  });

  it('joins and negates without losing customers whose field is empty', async () => {
    const gold = { field: 'memberLevel', op: 'eq', value: '金卡' };
    const mail = { field: 'hasEmail', op: 'eq', value: true };
    expect(await matching({ any: [gold, mail] })).toBe('AB');
    expect(await matching({ none: [gold] })).toBe('BC');
    expect(await matching({ none: [{ none: [gold] }] })).toBe('A');
    expect(await matching({ all: [{ none: [gold, mail] }, { any: [] }] })).toBe('');
    expect(await matching({ all: [] })).toBe('ABC');
  });

  it('can be run for every field with every operator that fits it', async () => {
    const samples: Record<string, unknown> = { date: '2026-11-23', birthday: '2000-02-29', instant: '2026-11-23' };
    for (const name of [...SEGMENT_FIELD_NAMES.filter((name) => !name.includes('<')), `attributes.o'$1"\\`]) {
      const field = segmentField(name);
      const type = field?.type ?? 'text';
      const value = field?.values?.[0] ?? samples[type] ?? { boolean: true, number: 3 }[type as string] ?? `'; --`;
      for (const op of OPS_OF_TYPE[type]) {
        const shaped = { exists: true, withinDays: 3, in: [value], notIn: [value], between: [value, value] }[
          op as string
        ];
        expect(await one(name, op, shaped ?? value)).toMatch(/^A?B?C?$/);
      }
    }
  });

  it('is kept under its name, and replaced under the same one', async () => {
    const first = await segments.save('金卡客户', { all: [{ field: 'memberLevel', op: 'eq', value: '金卡' }] }, 'cli');
    const again = await segments.save(' 金卡客户 ', { all: [] }, 'cli');
    expect(again.id).toBe(first.id);
    expect((await segments.list()).map(({ name, filter }) => [name, filter])).toEqual([['金卡客户', { all: [] }]]);
    expect((await segments.get(first.id)).filter).toEqual({ all: [] });
    await expect(segments.get(0)).rejects.toThrow('no segment');
    expect(() => segments.save('', { all: [] }, 'cli')).toThrow('name');
  });
});

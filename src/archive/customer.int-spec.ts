import { insertRow } from '../../test/support/builders.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import type { TestDatabase } from '../../test/support/test-database.js';
import { openTestDatabase } from '../../test/support/test-database.js';
import { AuditService } from '../access/audit.service.js';
import type { SettingsService } from '../config/settings.service.js';
import { InputError } from '../kernel/faults.js';
import { CustomerReadModel } from './customer.read-model.js';
import { CustomerRepository } from './customer.repository.js';
import { CustomerService } from './customer.service.js';

const organisation = { timeZone: 'Asia/Shanghai', country: 'CN' };
const settings = { organisation: async () => organisation } as unknown as SettingsService;

describe('the archive in use', () => {
  let test: TestDatabase;
  let audit: AuditService;
  let customers: CustomerService;

  beforeAll(async () => {
    test = await openTestDatabase();
    const clock = new FixedClock('2026-11-23T01:00:00Z');
    audit = new AuditService(test.database, clock);
    const parts = [new CustomerReadModel(), new CustomerRepository()] as const;
    customers = new CustomerService(test.database, ...parts, audit, settings, clock);
    await customers.create({ customerNo: 'C001', name: '张三', phone: '138 0013 8000', email: 'A@Example.com' }, 'cli');
    await customers.create({ customerNo: 'C002', name: '张三丰', phone: '13900138000', cardNo: '8000' }, 'cli');
    await customers.create({ customerNo: '8000', name: '100%', memberLevel: '金卡', attributes: { 课时: 12 } }, 'cli');
  });
  afterAll(() => test.close());

  const numbersOf = async (query: string) => (await customers.find(query)).map(({ customerNo }) => customerNo).join();

  it('takes a new customer with addresses in normal form', async () => {
    const customer = await customers.get('C001');
    expect(customer).toMatchObject({ customerNo: 'C001', lifecycle: 'existing', version: 1, handEdited: [] });
    expect(customer.contactPoints).toMatchObject([
      { kind: 'phone', position: 1, address: '+8613800138000', phoneType: 'mobile', optedOut: [], status: 'active' },
      { kind: 'email', position: 1, address: 'A@example.com' },
    ]);
    expect((await customers.get(customer.id)).customerNo).toBe('C001');
  });

  it.each([
    ['C001', 'C001'],
    ['+86 138-0013-8000', 'C001'],
    ['13800138000', 'C001'],
    ['a@example.com', ''],
    ['A@EXAMPLE.com', 'C001'],
    ['张三', 'C001,C002'],
    ['张三丰', 'C002'],
    ['100%', '8000'],
    ['%', ''],
    ['  ', ''],
    ['8000', '8000,C002,C001'],
  ])('finds by %j: %s', async (query, expected) => {
    expect(await numbersOf(query)).toBe(expected);
  });

  it('keeps a change by hand, field by field, and says so', async () => {
    const { id, version } = await customers.get('C001');
    const edited = await customers.edit(
      id,
      { name: '张三', city: '南昌市', cardExpiresOn: '2027-01-05', phone: '13800138001', attributes: { 课时: 3 } },
      version,
      'user:li',
    );
    expect(edited).toMatchObject({ city: '南昌市', cardExpiresOn: '2027-01-05', version: 2, attributes: { 课时: 3 } });
    expect(edited.handEdited).toEqual(['attributes.课时', 'card_expires_on', 'city', 'phone']);
    expect(edited.contactPoints[0]?.address).toBe('+8613800138001');
    expect(await audit.list({ subject: `customer:${id}`, limit: 1 })).toMatchObject([
      {
        actor: 'user:li',
        action: 'customer.edit',
        details: { fields: ['city', 'card_expires_on', 'attributes.课时', 'phone'] },
      },
    ]);
  });

  it('changes nothing when nothing is different', async () => {
    const { id, version } = await customers.get('C002');
    const same = await customers.edit(id, { name: '张三丰', phone: '+86 139 0013 8000', tags: [] }, version, 'cli');
    expect(same).toMatchObject({ version, handEdited: [] });
  });

  it('refuses a change that was begun before somebody else’s', async () => {
    const { id, version } = await customers.get('C001');
    await expect(customers.edit(id, { city: '九江市' }, version - 1, 'cli')).rejects.toMatchObject({
      reason: { code: 'stale-version', params: { expected: version - 1, actual: version } },
    });
  });

  it('lets only one of two changes at the same time through', async () => {
    const { id, version } = await customers.get('C002');
    const both = await Promise.allSettled(
      ['南昌市', '九江市'].map((city) => customers.edit(id, { city }, version, 'cli')),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('settles what an import had offered for the field', async () => {
    const { id, version } = await customers.get('8000');
    await insertRow(test.database, 'field_conflicts', {
      customer_id: id,
      field: 'member_level',
      kept_value: '金卡',
      offered_value: '银卡',
      at: '2026-11-20T00:00:00Z',
    });
    expect((await customers.get(id)).conflicts).toMatchObject([{ field: 'member_level', offeredValue: '银卡' }]);
    const edited = await customers.edit(id, { memberLevel: '银卡', attributes: { 课时: null } }, version, 'cli');
    expect(edited).toMatchObject({ conflicts: [], memberLevel: '银卡', attributes: {} });
  });

  it('names every fault of a form at once', async () => {
    const form = { customerNo: 'X', birthday: '2026-02-30', phone: '12', email: 'a@b', zone: 1, timezone: 'GMT+8' };
    const failure = await customers.create(form, 'cli').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InputError);
    expect((failure as InputError).faults.map(({ field }) => field).sort()).toEqual([
      'birthday',
      'email',
      'phone',
      'timezone',
      'zone',
    ]);
    await expect(customers.create({ customerNo: 'C001' }, 'cli')).rejects.toThrow('taken');
    await expect(customers.create({ name: 'x' }, 'cli')).rejects.toThrow('customer number');
    await expect(customers.get('nobody')).rejects.toThrow('no customer');
  });

  it('is listed a page at a time, by segment', async () => {
    const first = await customers.list({ limit: 2 });
    const second = await customers.list({ limit: 2, after: first.next ?? 0 });
    expect([...first.items, ...second.items].map(({ customerNo }) => customerNo)).toEqual(['C001', 'C002', '8000']);
    expect(second.next).toBeNull();
    const silver = { all: [{ field: 'memberLevel', op: 'eq', value: '银卡' }] };
    expect((await customers.list({ segment: silver })).items).toMatchObject([{ customerNo: '8000', phone: null }]);
  });
});

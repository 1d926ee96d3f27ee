import { auditTable, spellDetails } from './audit-list.js';

const cellsOf = (row: { actor: string; action: string; subject: string | null }) => {
  const full = { id: 1, sortValue: '1', at: new Date(0), details: {}, ...row };
  return auditTable([]).columns.map(({ cell }) => cell(full));
};

describe('an entry of the trail', () => {
  it('says who, what and about what, with a way there', () => {
    expect(cellsOf({ actor: 'user:alice', action: 'customer.edit', subject: 'customer:12' })).toMatchObject([
      { kind: 'dateTime' },
      { text: 'alice' },
      { kind: 'word', key: 'console.audit.action.customer-edit' },
      { kind: 'word', key: 'console.audit.subject.customer', small: '12', href: '/customers/12' },
      { kind: 'reasons', reasons: [] },
    ]);
  });

  it('shows what it has no words for as it stands', () => {
    expect(cellsOf({ actor: 'cli', action: 'robot.dance', subject: null })).toMatchObject([
      ...[{}, { text: 'cli' }, { kind: 'text', text: 'robot.dance' }, { text: '', href: undefined }, {}],
    ]);
  });

  it('offers every action of the trail as a filter', () => {
    const [, action] = auditTable(['robot.dance', 'user.add']).fields;
    expect(action?.options).toEqual([
      { value: 'robot.dance', label: 'robot.dance' },
      { value: 'user.add', labelKey: 'console.audit.action.user-add' },
    ]);
  });

  it('says roles and kinds in words', () => {
    expect(spellDetails({ role: 'manager', kind: 'after-service' })).toEqual([
      { code: 'audit-role-manager', params: {} },
      { code: 'audit-kind-after-service', params: {} },
    ]);
    expect(spellDetails({ role: 'wizard' })).toEqual([{ code: 'audit-role', params: { value: 'wizard' } }]);
  });

  it('has readable details: what is known by its text, other plain values by name, nothing nested', () => {
    const details = {
      fields: ['name', 'team'],
      seats: 4,
      empty: '',
      list: [],
      nested: { phone: 'x' },
      long: 'y'.repeat(300),
    };
    expect(spellDetails(details)).toEqual([
      { code: 'audit-fields', params: { value: ['name', 'team'] } },
      { code: 'audit-other', params: { name: 'seats', value: 4 } },
      { code: 'audit-other', params: { name: 'long', value: 'y'.repeat(200) } },
    ]);
  });
});

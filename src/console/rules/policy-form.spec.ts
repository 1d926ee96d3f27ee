import { completeDocument, parsePolicy } from '../../calendar/policy.js';
import { PACKAGED_POLICIES } from '../../calendar/packaged-policies.js';
import { InputError } from '../../kernel/faults.js';
import { POLICY_FIELDS, readPolicyForm, writePolicyForm } from './policy-form.js';

const [china, america] = PACKAGED_POLICIES.map(completeDocument);

function faultsOf(changes: Record<string, string>): string[] {
  try {
    readPolicyForm({ ...writePolicyForm(china!), ...changes }, china!);
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.faults.map(({ field, code }) => `${field} ${code}`);
  }
}

describe("a policy's form", () => {
  it.each([china!, america!])('says the same policy when nothing is changed', (document) => {
    const read = readPolicyForm(writePolicyForm(document), document);
    expect(parsePolicy(read)).toEqual(parsePolicy(document));
    expect(Object.keys(writePolicyForm(document)).sort()).toEqual([...POLICY_FIELDS].sort());
  });

  it('keeps and takes a Saturday and a Sunday that differ', () => {
    const changes = { 'windows.call.saturday': '10:00-12:00', 'windows.call.sunday': '-' };
    const read = readPolicyForm({ ...writePolicyForm(china!), ...changes }, china!);
    expect(read.windows.call).toMatchObject({ saturday: [['10:00', '12:00']], sunday: [], weekend: [] });
    expect(readPolicyForm(writePolicyForm(read), read).windows.call).toEqual(read.windows.call);
  });

  it('takes changed hours, caps and dates, and keeps what it does not ask', () => {
    const changes = {
      'windows.call.workday': '9:30-11:30',
      'windows.call.weekend': '10:00-12:00',
      'windows.call.guardMinutes': '10',
      'caps.sms.perDay': '',
      'caps.call.minGapHours': '4.5',
      effective_from: '2027-01-01',
    };
    const read = readPolicyForm({ ...writePolicyForm(china!), ...changes }, china!);
    expect(read.windows.call).toEqual({
      workday: [['09:30', '11:30']],
      makeup: '=workday',
      weekend: [['10:00', '12:00']],
      holiday: [],
      guardMinutes: 10,
    });
    expect(read.caps.sms).toEqual({ per30d: 2 });
    expect(read.caps.call.minGapHours).toBe(4.5);
    expect(read).toMatchObject({ effective_from: '2027-01-01', consent: china!.consent, purpose: china!.purpose });
  });

  it('lays holiday windows over the usual ones only where they are given', () => {
    const read = readPolicyForm({ ...writePolicyForm(china!), 'holidayCampaign.sms.holiday': '-' }, china!);
    expect(read.holidayCampaign.sms).toEqual({ holiday: [] });
    expect(read.holidayCampaign.email).toBeUndefined();
  });

  it('names every fault beside its field', () => {
    const broken = {
      'windows.call.workday': 'in the morning',
      'windows.email.any': '=workday',
      'caps.sms.perDay': 'two',
      'caps.anyPer24h': '',
      effective_from: '2027-02-30',
    };
    expect(faultsOf(broken)).toEqual([
      'effective_from policy-date',
      'windows.email.any policy-windows',
      'windows.call.workday policy-windows',
      'caps.sms.perDay policy-count',
      'caps.anyPer24h policy-count',
    ]);
  });

  it("says the policy's own faults once, although the holiday windows inherit them", () => {
    expect(faultsOf({ 'windows.sms.workday': '09:00-09:04', 'windows.sms.guardMinutes': '5' })).toEqual([
      'windows.sms.workday policy-shorter-than-guard',
      'windows.sms.makeup policy-shorter-than-guard',
    ]);
    expect(faultsOf({ 'windows.email.workday': '09:00-12:00' })).toEqual([
      'windows.email.any policy-any-and-day-types',
    ]);
    expect(faultsOf({ 'windows.call.holiday': '=makeup', 'windows.call.makeup': '=holiday' })[0]).toContain('circular');
  });
});

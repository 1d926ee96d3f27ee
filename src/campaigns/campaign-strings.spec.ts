import { readFileSync } from 'node:fs';
import { campaignRules, email, member, mobile, pastContact } from '../../test/support/audience-builders.js';
import { renderReason } from '../kernel/catalogue.js';
import type { Catalogue } from '../kernel/catalogue.js';
import { reason } from '../kernel/reason.js';
import type { AudienceMember } from './audience-member.js';
import { chooseLadder } from './choose-ladder.js';
import { suppress } from './suppression-rules.js';

const read = (locale: string): Catalogue =>
  JSON.parse(readFileSync(`templates/strings/${locale}/campaigns.json`, 'utf8')) as Catalogue;

const awkward: AudienceMember[] = [
  member({ addresses: [] }),
  member({ deceased: true, minor: true, openIssues: ['complaint', 'follow-up'] }),
  member({ doNotContact: ['all'] }),
  member({ addresses: [mobile(undefined, { optedOut: ['all'] }), email(undefined, { status: 'complained' })] }),
  member({ addresses: [mobile(undefined, { phoneType: 'shared' })] }),
  member({ consent: { 'sms.service': 'denied', 'email.service': 'denied', 'call.service': 'denied' } }),
  member({ lifecycle: 'prospect' }),
  member({ contacts: [pastContact('2026-11-20T00:00:00Z', { refused: true }), pastContact('2026-11-19T00:00:00Z')] }),
];

describe('the words for reasons', () => {
  it.each(['en', 'zh-CN'])('are there for every awkward case, without gaps (%s)', (locale) => {
    const catalogue = read(locale);
    const nps = { asksNps: true, npsSurveys: new Set(['default']) };
    for (const rules of [campaignRules(nps), campaignRules({ purpose: 'marketing' })]) {
      for (const customer of awkward) {
        const choice = chooseLadder(customer, rules, new Map([['zhang@example.com', 'C0']]));
        const reasons = [...suppress(customer, rules, choice), ...choice.dropped.map((rung) => rung.reason)];
        for (const why of reasons) expect(renderReason(catalogue, why)).not.toMatch(/^reason\.|—|\{\{/);
      }
    }
  });

  it('reads like a sentence', () => {
    const why = reason('quarantine-any-survey', { days: 30, until: '2026-12-01T02:00:00.000Z' });
    expect(renderReason(read('zh-CN'), why)).toBe('30 天内已做过满意度调查，2026-12-01T02:00:00.000Z 前不再打扰');
  });
});

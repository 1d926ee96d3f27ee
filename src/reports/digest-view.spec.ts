import { StringsService } from '../messages/strings.service.js';
import type { AgentDay, Digest } from './digest.service.js';
import { digestHtml } from './digest-html.adapter.js';
import { digestText, viewDigest } from './digest-view.js';

const idle: Omit<AgentDay, 'agentNo' | 'name'> = {
  records: 0,
  talkSeconds: 0,
  reached: 0,
  answered: 0,
  satisfied: 0,
  overduePromises: 0,
};
const digest: Digest = {
  date: '2026-11-24',
  from: new Date('2026-11-23T16:00:00Z'),
  until: new Date('2026-11-24T10:30:00Z'),
  compiledAt: new Date('2026-11-24T10:30:00Z'),
  counts: { campaignsRunning: 2, sent: 1234, reached: 57, answered: 20, rated: 20, satisfied: 17, followUpsOpened: 3 },
  standing: { followUpsOpen: 5, inDoubt: 1, overduePromises: 0 },
  agents: [
    { ...idle, agentNo: '010', name: '李 <娜>', records: 4, talkSeconds: 61, reached: 3, answered: 2 },
    { ...idle, agentNo: '020', name: 'Wang' },
    { ...idle, agentNo: '030', name: 'Zhao', overduePromises: 1 },
  ],
};
const strings = new StringsService();

function write(locale: 'en' | 'zh-CN', changed: Partial<Digest['counts']> = {}) {
  const catalogue = strings.of(locale);
  const organisation = { name: '三学苑', timeZone: 'Asia/Shanghai', locale };
  const counted = { ...digest, counts: { ...digest.counts, ...changed } };
  const view = viewDigest({ digest: counted, organisation, catalogue, url: 'https://revisit.example.com' });
  return { view, text: digestText(view, catalogue), html: digestHtml(view) };
}

describe('the digest as a mail', () => {
  it('says the day on the organisation’s calendar and clock, in its language', () => {
    expect(write('en').view).toMatchObject({
      subject: 'Daily digest, 24 November 2026: 三学苑',
      until: 'The day until 24 Nov 2026, 18:30 (Asia/Shanghai).',
    });
    expect(write('zh-CN').view.subject).toBe('回访日报（2026年11月24日）：三学苑');
  });

  it.each(['en', 'zh-CN'] as const)('says the same in both parts in %s, and leaves no text out', (locale) => {
    const { view, text, html } = write(locale);
    const lines = view.parts.flatMap(({ title, lines }) => [
      title,
      ...lines.flatMap(({ label, value }) => [label, value]),
    ]);
    for (const said of [
      view.title,
      view.until,
      ...lines,
      view.agents.title,
      view.agents.idle ?? '',
      view.link.url,
      view.why,
    ]) {
      expect(text).toContain(said);
      expect(html).toContain(said);
    }
    expect(text + html).not.toMatch(/report\.digest|\{\{|undefined/);
  });

  it('gives a share only on a base that carries one', () => {
    const satisfied = (counts: Partial<Digest['counts']>) => write('en', counts).view.parts[0]?.lines[4]?.value;
    expect(satisfied({})).toBe('17 of 20 (85.0%)');
    expect(satisfied({ rated: 9, satisfied: 7 })).toBe('7 of 9');
    expect(satisfied({ rated: 0, satisfied: 0 })).toBe('—');
  });

  it('lists the agents who have something to report, and counts the others', () => {
    const { view } = write('en');
    expect(view.agents.rows).toEqual([
      { name: '010 李 <娜>', values: ['4', '2', '3', '2', '0'] },
      { name: '030 Zhao', values: ['0', '0', '0', '0', '1'] },
    ]);
    expect(view.agents.columns).toHaveLength(6);
    expect(view.agents.idle).toBe('Agents with nothing to report: 1');
  });

  it('takes names for text, and needs nothing from outside', () => {
    const { html } = write('en');
    expect(html).toContain('010 李 &lt;娜&gt;');
    expect(html).not.toMatch(/<script|<img|<link|url\(/);
  });
});

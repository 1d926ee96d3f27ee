import { insertAgent } from '../../test/support/builders.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { askBySms, buildResponseStage } from '../../test/support/response-stage.js';
import { openTestDatabase } from '../../test/support/test-database.js';
import { InputError, NotFoundError, RefusedError } from '../kernel/faults.js';
import { optOutToken, surveyToken } from '../messages/signed-link.js';

let test: Awaited<ReturnType<typeof openTestDatabase>>;
let stage: Awaited<ReturnType<typeof buildResponseStage>>;
const clock = new FixedClock('2026-11-23T03:00:00Z');
let sequence = 0;

beforeAll(async () => {
  test = await openTestDatabase();
  stage = await buildResponseStage(test.database, clock);
});
afterAll(() => test.close());

const newPhone = () => `+86139${String((sequence += 1)).padStart(8, '0')}`;
const tokenOf = (visitId: number) => surveyToken(visitId, stage.settings.settings.secretKey);
const rowsOf = async () =>
  (
    await test.database.one<{ rows: string }>(
      `SELECT json_build_array((SELECT count(*) FROM responses), (SELECT count(*) FROM response_edits), (SELECT count(*) FROM visit_events),
       (SELECT count(*) FROM opt_outs), (SELECT sum(version) FROM visits), (SELECT sum(version) FROM addresses))::text AS rows`,
    )
  ).rows;
const endCampaign = async (campaignId: number, ...states: string[]) => {
  for (const state of states)
    await test.database.execute('UPDATE campaigns SET state = $2 WHERE id = $1', [campaignId, state]);
};

describe('the survey page', () => {
  it('shows and changes nothing, however often a scanner follows the link with its score', async () => {
    const { visitId } = await askBySms(test.database, newPhone());
    const before = await rowsOf();
    for (let i = 0; i < 3; i += 1) await stage.surveyPage.open(tokenOf(visitId), { preselected: 5 });
    expect(await rowsOf()).toBe(before);
    const page = await stage.surveyPage.open(tokenOf(visitId), { preselected: 5 });
    expect(page).toMatchObject({ state: 'open', locale: 'zh-CN', title: '用户满意度调查', thanks: null });
    expect(page.questions[1]?.options[0]).toMatchObject({ value: '5', chosen: true });
  });

  it('says nothing about the customer', async () => {
    const phone = newPhone();
    const { visitId } = await askBySms(test.database, phone, { customer: { name: '赵秘密' } });
    const shown = JSON.stringify(await stage.surveyPage.open(tokenOf(visitId)));
    expect(shown).not.toContain('赵秘密');
    expect(shown).not.toContain(phone.slice(-8));
  });

  it("speaks the customer's language, or the one that is asked for", async () => {
    const { visitId } = await askBySms(test.database, newPhone(), { customer: { language: 'en-GB' } });
    expect((await stage.surveyPage.open(tokenOf(visitId))).locale).toBe('en');
    expect((await stage.surveyPage.open(tokenOf(visitId), { locale: 'zh-CN' })).locale).toBe('zh-CN');
  });

  it('records a form, asks for the reason of a low score, and takes edits', async () => {
    const { visitId } = await askBySms(test.database, newPhone());
    const sent = await stage.surveyPage.submit(tokenOf(visitId), {
      product: '5',
      service: '2',
      nps: '',
      suggestion: ' ',
    });
    expect(sent.stillOpen).toEqual(['reasons']);
    expect(sent.page).toMatchObject({ state: 'answered', thanks: expect.stringContaining('做得不够') });
    await stage.surveyPage.submit(tokenOf(visitId), { product: '5', service: '2', reasons: 'response-speed' });
    const edited = await stage.surveyPage.submit(tokenOf(visitId), {
      product: '5',
      service: '2',
      reasons: 'response-speed',
    });
    expect(edited.stillOpen).toEqual([]);
    const row = await test.database.one(
      'SELECT version, reason_codes, complete, channel FROM responses WHERE visit_id = $1',
      [visitId],
    );
    expect(row).toEqual({ version: 2, reason_codes: ['response-speed'], complete: true, channel: 'web' });
    expect(stage.listener.heard.filter((response) => response.visitId === visitId)).toHaveLength(2);
  });

  it('takes one answer of two that come at once, and the other as its edit', async () => {
    const { visitId } = await askBySms(test.database, newPhone());
    await Promise.all(
      ['5', '1'].map((product) => stage.surveyPage.submit(tokenOf(visitId), { product, service: '4' })),
    );
    expect(await test.database.one('SELECT version FROM responses WHERE visit_id = $1', [visitId])).toEqual({
      version: 2,
    });
  });

  it('refuses an empty form and impossible answers, and records nothing of them', async () => {
    const { visitId } = await askBySms(test.database, newPhone());
    await expect(stage.surveyPage.submit(tokenOf(visitId), {})).rejects.toThrow(InputError);
    await expect(stage.surveyPage.submit(tokenOf(visitId), { product: '9', nps: '10' })).rejects.toThrow(InputError);
    expect(await test.database.maybe('SELECT 1 FROM responses WHERE visit_id = $1', [visitId])).toBeNull();
    expect(await test.database.one('SELECT state FROM visits WHERE id = $1', [visitId])).toEqual({ state: 'open' });
  });

  it('takes 我要投诉 without a single answer (K5)', async () => {
    const { visitId } = await askBySms(test.database, newPhone());
    await stage.surveyPage.submit(tokenOf(visitId), {}, { complaint: true });
    expect(stage.listener.heard.at(-1)).toMatchObject({ visitId, flags: ['complaint-requested'], complete: false });
  });

  it('offers renewing only where the card expires soon and marketing was agreed to (D3)', async () => {
    const card = { card_expires_on: '2026-12-10' };
    const asked = (customer: object) => askBySms(test.database, newPhone(), { customer });
    const ids = async (visitId: number) =>
      (await stage.surveyPage.open(tokenOf(visitId))).questions.map(({ id }) => id);
    const agreed = await asked({ ...card, consent: JSON.stringify({ 'sms.marketing': 'granted' }) });
    expect(await ids(agreed.visitId)).toContain('renewal');
    expect(await ids((await asked(card)).visitId)).not.toContain('renewal');
    const later = await asked({
      card_expires_on: '2027-06-01',
      consent: JSON.stringify({ 'sms.marketing': 'granted' }),
    });
    expect(await ids(later.visitId)).not.toContain('renewal');
  });

  it('takes late answers after the end, and none once the campaign is archived', async () => {
    const late = await askBySms(test.database, newPhone());
    await endCampaign(late.campaignId, 'completed');
    expect((await stage.surveyPage.open(tokenOf(late.visitId))).state).toBe('late');
    await stage.surveyPage.submit(tokenOf(late.visitId), { product: '4', service: '4' });
    expect(await test.database.one('SELECT late FROM responses WHERE visit_id = $1', [late.visitId])).toEqual({
      late: true,
    });
    await endCampaign(late.campaignId, 'archived');
    expect((await stage.surveyPage.open(tokenOf(late.visitId))).state).toBe('closed');
    await expect(stage.surveyPage.submit(tokenOf(late.visitId), { product: '1' })).rejects.toThrow(RefusedError);
  });

  it('keeps an answer that comes after the customer had refused, and says so', async () => {
    const over = { state: 'refused', ledger_part: 'declined', ended_at: '2026-11-23T02:30:00Z' };
    const { visitId } = await askBySms(test.database, newPhone(), { visit: over });
    await stage.surveyPage.submit(tokenOf(visitId), { product: '4', service: '4' });
    expect(await test.database.one('SELECT flags FROM responses WHERE visit_id = $1', [visitId])).toEqual({
      flags: ['after-end'],
    });
    expect(await test.database.one('SELECT state FROM visits WHERE id = $1', [visitId])).toEqual({ state: 'refused' });
  });

  it('does not exist for a token of somebody else', async () => {
    await expect(stage.surveyPage.open('AAAA')).rejects.toThrow(NotFoundError);
    await expect(stage.surveyPage.open(tokenOf(987_654))).rejects.toThrow(NotFoundError);
    const silent = await askBySms(test.database, newPhone(), { campaign: { survey_id: null, survey_version: null } });
    await expect(stage.surveyPage.open(tokenOf(silent.visitId))).rejects.toThrow(NotFoundError);
  });
});

describe('the opt-out page', () => {
  const linkOf = (address: string, visitId: number) =>
    optOutToken({ address, channel: 'sms', visitId }, stage.settings.settings.secretKey);

  it('shows where it leads with the address masked, and a GET opts nobody out', async () => {
    const { phone, visitId } = await askBySms(test.database, newPhone());
    const before = await rowsOf();
    const page = await stage.optOutPage.open(linkOf(phone, visitId));
    expect(page).toMatchObject({ channel: 'sms', optedOut: false, locale: 'zh-CN' });
    expect(page.maskedAddress).toContain('****');
    expect(await rowsOf()).toBe(before);
  });

  it('opts out with one click, ends the live visit, and does nothing more the second time', async () => {
    const { phone, visitId } = await askBySms(test.database, newPhone());
    const link = linkOf(phone, visitId);
    expect((await stage.optOutPage.submit(link, { via: 'one-click' })).optedOut).toBe(true);
    const once = await rowsOf();
    expect((await stage.optOutPage.submit(link, { via: 'one-click' })).optedOut).toBe(true);
    expect(await rowsOf()).toBe(once);
    expect(await test.database.one('SELECT state FROM visits WHERE id = $1', [visitId])).toEqual({
      state: 'opted_out',
    });
    expect(await test.database.one('SELECT source FROM opt_outs WHERE address = $1', [phone])).toEqual({
      source: 'one-click',
    });
  });

  it('closes every channel of the address when asked to', async () => {
    const { phone, visitId } = await askBySms(test.database, newPhone());
    await stage.optOutPage.submit(linkOf(phone, visitId), { via: 'page', allChannels: true });
    expect(await test.database.one('SELECT opted_out FROM addresses WHERE address = $1', [phone])).toEqual({
      opted_out: ['all'],
    });
  });

  it('does not exist for a forged token', async () => {
    await expect(stage.optOutPage.submit('AAAA', { via: 'one-click' })).rejects.toThrow(NotFoundError);
  });
});

describe('the question about the service', () => {
  it('names the agent who served the customer, its leading zero kept, and no name that is not a number of ours', async () => {
    await insertAgent(test.database, { agent_no: '010' });
    const textFor = async (lastServedBy: string) => {
      const { visitId } = await askBySms(test.database, newPhone(), { customer: { last_served_by: lastServedBy } });
      return (await stage.surveyPage.open(tokenOf(visitId))).questions[1]?.text;
    };
    expect(await textFor('010')).toContain('工号 010');
    expect(await textFor('王师傅')).not.toContain('工号');
  });
});

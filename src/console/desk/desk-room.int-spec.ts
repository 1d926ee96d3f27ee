import { openDeskRoom, post } from '../../../test/support/desk-room.js';

const SECRET = { name: '赵钱孙', product: '白金卡年费', last_service_item: '空调维修', member_level: '钻石' };
let room: Awaited<ReturnType<typeof openDeskRoom>>;

beforeAll(async () => {
  room = await openDeskRoom();
}, 60_000);
afterAll(() => room.close());

describe('the desk', () => {
  it('lists the own calls by what is due with masked numbers, the day’s numbers, and nobody else’s', async () => {
    const { agentId, browser } = await room.newAgent();
    const soon = { due_at: '2026-11-23T12:00:00Z' };
    await room.plan(agentId, { customer: { name: '周后' } });
    const urgent = await room.plan(agentId, { customer: { name: '吴先' }, visit: soon });
    await room.plan((await room.newAgent()).agentId, { customer: { name: '郑他' } });
    const { text } = await browser.get('/desk?lang=en');
    expect(text.indexOf('吴先')).toBeLessThan(text.indexOf('周后'));
    expect(text).not.toContain('郑他');
    expect(text).not.toContain(urgent.phone);
    expect(text).toMatch(/data-number="toCall"><b>2</);
    expect(text).toContain('0 of 2 called');
  });

  it('says what happens next where there is nothing to call, or no agent', async () => {
    const { browser } = await room.newAgent();
    expect((await browser.get('/desk?lang=en')).text).toContain('No calls are planned for you.');
    expect((await post(browser, '/desk/next')).headers['location']).toBe('/desk?done=desk-none-now');
    const boss = await room.user('boss', 'supervisor');
    expect((await boss.get('/desk?lang=en')).text).toContain('no agent number');
    expect((await post(boss, '/desk/next')).status).toBe(409);
  });

  it('is closed to a manager', async () => {
    expect((await (await room.user('manager', 'manager')).get('/desk')).status).toBe(403);
  });
});

describe('a call in hand', () => {
  it('shows nothing about the customer before the identity, and everything after it (E1)', async () => {
    const call = await room.openCall({ customer: SECRET });
    const before = await call.read();
    expect(before).toContain(SECRET.name);
    expect(before).toContain(`tel:${call.phone}`);
    for (const value of [SECRET.product, SECRET.last_service_item, SECRET.member_level]) {
      expect(before).not.toContain(value);
    }
    await call.walk('go:identity', 'identity:verified');
    const after = await call.read();
    expect(after).toContain('id="call-customer"');
    for (const value of [SECRET.product, SECRET.last_service_item, SECRET.member_level]) expect(after).toContain(value);
    expect(after).toContain(`my agent number is ${call.agentNo}`);
  });

  it('stays closed after a wrong person, and when a reason is typed but the identity not skipped', async () => {
    const call = await room.openCall({ customer: SECRET });
    await call.walk('go:identity');
    await call.send('draft', { identitySkipReason: 'knows us' });
    expect(await call.read()).not.toContain(SECRET.product);
    await call.walk('identity:wrong-party');
    const page = await call.read();
    expect(page).not.toContain(SECRET.product);
    expect(page).toContain('name="outcome" value="wrong_party"');
  });

  it('shows the number in full only once it is open', async () => {
    const { agentId, browser } = await room.newAgent();
    const call = await room.plan(agentId);
    const offered = await browser.get(`/desk/calls/${call.attemptId}`);
    expect(offered.text).not.toContain(call.phone);
    await post(browser, `/desk/calls/${call.attemptId}/open`);
    expect((await browser.get(`/desk/calls/${call.attemptId}`)).text).toContain(call.phone);
    expect((await browser.get('/desk')).text).not.toContain(call.phone);
  });

  it('keeps what was typed, and tells a fault beside its field without losing anything', async () => {
    const call = await room.openCall();
    await call.send('draft', { note: 'speaks quietly' });
    expect(await call.read()).toContain('speaks quietly');
    const wrong = await call.send('draft', { note: 'kept', talkSeconds: 'two' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Whole seconds, please.');
    expect(wrong.text).toContain('kept');
    const skipped = await call.send('step', { step: 'go:survey', note: 'also kept' });
    expect(skipped.status).toBe(422);
    expect(await call.read()).toContain('also kept');
  });

  it('notes dialled, answered and hung up with the server’s clock, and runs a ring', async () => {
    const call = await room.openCall();
    expect(await call.read()).toMatch(/id="call-line"[^>]*data-running/);
    for (const mark of ['dialled', 'answered', 'hung-up']) {
      expect((await call.send(`marks/${mark}`, { note: 'while it rang' })).status).toBe(303);
    }
    const page = await call.read();
    expect(page.match(/aria-pressed="true"/g)).toHaveLength(3);
    expect(page).not.toMatch(/id="call-line"[^>]*data-running/);
    expect(page).toContain('while it rang');
  });

  it('belongs to one agent: another one is told who has it and sees nothing', async () => {
    const call = await room.openCall({ customer: SECRET });
    const { browser } = await room.newAgent();
    for (const answer of [
      await browser.get(`${call.base}?lang=en`),
      await post(browser, `${call.base}/open?lang=en`),
      await post(browser, `${call.base}/record?lang=en`, { line: 'busy' }),
    ]) {
      expect(answer.status).toBe(409);
      expect(answer.text).toContain(`Agent ${call.agentNo} 王芳 has this call in hand.`);
      expect(answer.text).not.toContain(SECRET.name);
    }
    expect(await room.visitState(call.visitId)).toBe('open');
  });
});

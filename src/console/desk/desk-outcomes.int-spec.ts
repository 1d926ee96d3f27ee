import { jest } from '@jest/globals';
import { openDeskRoom, post } from '../../../test/support/desk-room.js';

// A whole call is some twenty requests.
jest.setTimeout(20_000);
let room: Awaited<ReturnType<typeof openDeskRoom>>;
beforeAll(async () => {
  room = await openDeskRoom();
}, 60_000);
afterAll(() => room.close());

const MET = ['go:identity', 'identity:verified', 'go:convenient'];
const ANSWERS = ['answer:product:5', 'answer:service:4', 'answer:nps:9', 'answer:ces:6', 'decline:suggestion'];

describe('a call that is recorded', () => {
  it('completed: one key a step and an answer, read back, closed, and straight to the next call', async () => {
    const call = await room.openCall();
    const next = await room.plan(call.agentId);
    await call.send('marks/answered');
    await call.walk(...MET, 'convenient:yes', 'answer:product:5');
    expect(await call.read()).toContain('id="question-service"');
    await call.walk(...ANSWERS.slice(1), 'go:close');
    const page = await call.read();
    expect(page).toContain('data-answer="nps"');
    const recorded = await call.send('record', { outcome: 'completed' });
    expect(recorded.headers['location']).toBe(`/desk/calls/${next.attemptId}?recorded=${call.visitId}&lang=en`);
    expect(await room.visitState(call.visitId)).toBe('completed');
    const row = await room.database.one('SELECT answers, channel FROM responses WHERE visit_id = $1', [call.visitId]);
    expect(row).toMatchObject({ channel: 'call', answers: { product: 5, nps: 9 } });
    const after = await call.browser.get(String(recorded.headers['location']));
    expect(after.text).toContain('Completed');
    expect(after.text).toContain('answers are in the books');
    expect(after.text).not.toContain('id="desk-undo"');
  });

  it('refused: with undo beside the notice, which puts the call into the hand again', async () => {
    const call = await room.openCall();
    await call.walk('go:identity', 'identity:verified', 'go:complaint');
    await call.send('step', { step: 'back', complaint: 'too loud' });
    await call.walk('go:convenient', 'convenient:no', 'go:refused');
    await call.send('record', { outcome: 'refused', talkSeconds: '20' });
    expect(await room.visitState(call.visitId)).toBe('refused');
    const desk = await call.browser.get(`/desk?recorded=${call.visitId}&lang=en`);
    expect(desk.text).toContain('id="desk-undo"');
    const undone = await post(call.browser, '/desk/undo', { visitId: String(call.visitId) });
    expect(undone.headers['location']).toMatch(/^\/desk\/calls\/\d+\?done=desk-undone$/);
    const again = await call.browser.get(`${String(undone.headers['location'])}&lang=en`);
    expect(again.text).toContain('data-state="open"');
    expect(again.text).toContain('too loud');
    expect(await room.visitState(call.visitId)).toBe('open');
  });

  it('appointment: an offered time with one key, another one only in allowed hours', async () => {
    const call = await room.openCall();
    await call.walk('go:appointment');
    expect(await call.read()).toContain('value="2026-11-23T06:00:00.000Z"');
    const fields = { outcome: 'inconvenient', talkSeconds: '15' };
    const lunch = await call.send('record', { ...fields, appointmentAt: '2026-11-24T12:30' });
    expect(lunch.status).toBe(409);
    expect(lunch.text).toMatch(/id="appointment-refusal"[^>]*>[^<]*next allowed time is Tue 24 Nov, 14:00/);
    expect(lunch.text).toContain('value="2026-11-24T12:30"');
    await call.send('draft', { appointmentSlot: '2026-11-24T06:00:00.000Z', appointmentAt: '' });
    expect((await call.send('record', fields)).status).toBe(303);
    const { at } = await room.database.one<{ at: Date }>('SELECT appointment_at AS at FROM visits WHERE id = $1', [
      call.visitId,
    ]);
    expect(at).toEqual(new Date('2026-11-24T06:00:00Z'));
  });

  it('no answer: one key at the greeting, and it is called again in another part of the day', async () => {
    const call = await room.openCall();
    expect(await call.read()).toContain('name="line" value="no_answer"');
    const recorded = await call.send('record', { line: 'no_answer', lineResult: '', disposition: '' });
    expect(recorded.headers['location']).toBe(`/desk?recorded=${call.visitId}&lang=en`);
    const desk = await call.browser.get('/desk?lang=en');
    expect(desk.text).toContain('called again');
    expect(desk.text).toMatch(/data-number="called"><b>1</);
    expect(desk.text).toMatch(/data-number="reached"><b>0</);
  });

  it('wrong party: ends the visit, and can be opened again the same day with a reason', async () => {
    const call = await room.openCall();
    await call.walk('go:identity', 'identity:wrong-party');
    await call.send('record', { outcome: 'wrong_party', talkSeconds: '5' });
    expect(await room.visitState(call.visitId)).toBe('unreachable');
    expect((await call.browser.get('/desk?lang=en')).text).toContain('action="/desk/reopen');
    const fields = { visitId: String(call.visitId), reason: 'the number was misread' };
    expect((await post(call.browser, '/desk/reopen', fields)).headers['location']).toBe('/desk?done=desk-reopened');
    expect(await room.visitState(call.visitId)).toBe('open');
  });
});

describe('a record that is not complete', () => {
  it('is not closed: what is missing is named with the way to it, and nothing is lost', async () => {
    const call = await room.openCall();
    await call.walk(...MET, 'convenient:yes', 'answer:product:5');
    const answer = await call.send('record', { outcome: 'completed', note: 'in a hurry' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('id="call-incomplete"');
    expect(answer.text).toContain('data-missing="talkSeconds"><a href="#field-talkSeconds"');
    expect(answer.text).toContain(`data-missing="answers.nps"><a href="${call.base}?question=nps`);
    expect(answer.text).toContain('in a hurry');
    expect(await room.visitState(call.visitId)).toBe('open');
  });
});

describe('taking an outcome back', () => {
  it('is refused with the reason where answers or an opt-out stand, and for another agent', async () => {
    const call = await room.openCall();
    await call.walk('go:identity', 'identity:verified', 'go:convenient', 'convenient:no', 'go:refused');
    await call.send('record', { outcome: 'opted_out', optOut: 'call', talkSeconds: '9' });
    const undo = (browser: typeof call.browser) =>
      post(browser, '/desk/undo?lang=en', { visitId: String(call.visitId) });
    const refused = await undo(call.browser);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('The opt-out stands');
    const other = await undo((await room.newAgent()).browser);
    expect([other.status, other.text.includes('Another agent recorded this outcome.')]).toEqual([409, true]);
  });
});

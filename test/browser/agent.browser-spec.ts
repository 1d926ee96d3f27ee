import { jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { BrowserWorld, LOOKS, nameOf, type OpenPage, overhang } from '../support/browser-world.js';
import { DeskKeys } from '../support/desk-keys.js';

jest.setTimeout(600_000);

/** A visit as the API tells it. */
interface Told {
  readonly customerNo: string;
  readonly state: string;
  readonly appointmentAt: string | null;
  readonly endReason: { readonly code: string } | null;
  readonly attempts: readonly { readonly state: string }[];
}

describe('an agent at the desk, by keyboard only', () => {
  let world: BrowserWorld;

  beforeAll(async () => {
    world = await BrowserWorld.start();
    // Ten past eleven in Shanghai: the morning's calls are due, and it is long until the midday break.
    const late = await world.now();
    late.setUTCHours(3, 10, 0, 0);
    await world.moveClockTo(late);
  });
  afterAll(() => world?.close());

  it.each(LOOKS.map((look) => [nameOf(look), look] as const))(
    'has five calls that end otherwise: %s',
    async (_, look) => {
      const { page, faults, close } = await atDesk(look);
      const keys = new DeskKeys(page);
      const seen = () => expectWellShown(page, look.locale);
      await seen();
      const completed = await complete(page, keys);
      await seen();
      const refused = await refuse(keys);
      const appointed = await appoint(keys, seen);
      await keys.next();
      const unanswered = await keys.record('1');
      const wrong = await findWrongParty(keys);
      await page.goto(`${world.address}/desk`);
      await seen();
      for (const visit of [completed, refused, appointed, unanswered, wrong])
        expect(await page.locator(`#desk-done [data-visit="${visit}"]`).count()).toBe(1);

      expect(await visit(completed)).toMatchObject({ state: 'completed', endReason: { code: 'answered' } });
      expect(await visit(refused)).toMatchObject({ state: 'refused' });
      expect(await visit(appointed)).toMatchObject({ state: 'open', appointmentAt: expect.any(String) });
      expect(await visit(unanswered)).toMatchObject({ state: 'open', appointmentAt: null });
      expect((await visit(unanswered)).attempts.map(({ state }) => state)).toContain('undelivered');
      expect(await visit(wrong)).toMatchObject({ state: 'unreachable', endReason: { code: 'desk-wrong-party' } });
      expect(faults).toEqual([]);
      await close();
    },
  );

  it('sees nothing of the customer but the name until it is the right one', async () => {
    const { page, close } = await atDesk({ locale: 'en', width: 1440 });
    const keys = new DeskKeys(page);
    await keys.next();
    await keys.mark('answered');
    await keys.go('ArrowRight', 'identity');
    expect(await page.locator('#call-customer-closed').count()).toBe(1);
    const before = await page.content();
    await keys.go('1', 'announce');
    const customerNo = await page.locator('#call-customer h2 small').innerText();
    expect(customerNo).toMatch(/^M\d{7}$/);
    expect(before).not.toContain(customerNo);
    expect(before).not.toContain('id="call-customer"');
    expect(await page.locator('#call-customer-closed').count()).toBe(0);
    await keys.go('x', 'hung-up');
    await keys.mark('hung-up');
    await keys.record();
    await close();
  });

  it('is told what is missing where a record is closed too early, and takes an outcome back with one key', async () => {
    const { page, close } = await atDesk({ locale: 'zh-CN', width: 390 });
    const keys = new DeskKeys(page);
    await keys.next();
    await keys.press('Control+Enter', '#call-incomplete');
    const missing = page.locator('#record-state[data-complete="no"] [data-missing]');
    const named = await missing.evaluateAll((lines) => lines.map((line) => line.getAttribute('data-missing')));
    expect(named).toEqual(['lineResult', 'disposition']);
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    const name = await page.locator('#call-name').innerText();
    const unanswered = await keys.record('1');
    expect((await visit(unanswered)).attempts.map(({ state }) => state)).toEqual(['undelivered', 'scheduled']);
    await keys.press('z', '#desk-call[data-state="open"]');
    expect(await page.locator('#call-name').innerText()).toBe(name);
    expect((await visit(unanswered)).attempts.map(({ state }) => state)).toContain('handed_over');
    expect(await keys.record('2')).toBe(unanswered);
    await close();
  });

  async function atDesk(look: (typeof LOOKS)[number]): Promise<OpenPage> {
    const open = await world.signIn('agent', look);
    // Two hours of messages became due at once when the clock was moved: the first call may have to wait its turn.
    open.page.setDefaultTimeout(90_000);
    await open.page.goto(`${world.address}/desk?lang=${look.locale}`);
    return open;
  }

  async function visit(id: number): Promise<Told> {
    return world.api<Told>(`visits/${id}`);
  }
});

async function complete(page: Page, keys: DeskKeys): Promise<number> {
  await keys.next();
  await keys.verify();
  await keys.go('1', 'survey');
  const asked = await keys.answerAll('服务很好 𠮷');
  expect(asked).toEqual(expect.arrayContaining(['product', 'service', 'nps', 'ces', 'suggestion']));
  await keys.mark('hung-up');
  await keys.go('ArrowRight', 'close');
  expect(await page.locator('[data-answer="nps"]').innerText()).toBe('9');
  expect(await page.locator('[data-answer="suggestion"]').innerText()).toBe('服务很好 𠮷');
  return keys.record();
}

async function refuse(keys: DeskKeys): Promise<number> {
  await keys.next();
  await keys.verify();
  await keys.press('2', '#call-node [data-key="f"]');
  await keys.go('f', 'refused');
  await keys.mark('hung-up');
  return keys.record();
}

async function appoint(keys: DeskKeys, seen: () => Promise<void>): Promise<number> {
  await keys.next();
  await seen();
  await keys.mark('dialled');
  await keys.mark('answered');
  await keys.go('t', 'appointment');
  await keys.press('1', '#field-appointmentAt input:not([value=""])');
  await seen();
  await keys.mark('hung-up');
  return keys.record();
}

async function findWrongParty(keys: DeskKeys): Promise<number> {
  await keys.next();
  await keys.mark('answered');
  await keys.go('ArrowRight', 'identity');
  await keys.go('2', 'wrong-party');
  await keys.mark('hung-up');
  return keys.record();
}

async function expectWellShown(page: Page, locale: string): Promise<void> {
  expect(await page.locator('html').getAttribute('lang')).toBe(locale);
  expect(await overhang(page)).toBe(0);
}

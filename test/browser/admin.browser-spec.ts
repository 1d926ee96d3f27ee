import { jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { BrowserWorld, LOOKS, type Look, nameOf, overhang } from '../support/browser-world.js';

jest.setTimeout(600_000);

const PASSWORD = 'correct horse battery';
/** One of them without JavaScript: people are managed by links and forms. */
const ADMIN_LOOKS = LOOKS.map((look, index): Look => (index === 1 ? { ...look, script: false } : look));

describe('an administrator among the people', () => {
  let world: BrowserWorld;

  beforeAll(async () => {
    world = await BrowserWorld.start();
  });
  afterAll(() => world?.close());

  it.each(ADMIN_LOOKS.map((look, index) => [nameOf(look), look, `09${index}`] as const))(
    'adds an agent and an account for them, and shuts the account again: %s',
    async (_, look, agentNo) => {
      const { page, faults, close } = await world.signIn('admin', look);
      const seen = (one = page) => expectWellShown(one, look.locale);
      await page.goto(`${world.address}/people?lang=${look.locale}`);
      await seen();
      await page.click('#new-agent');
      await addAgent(page, agentNo, seen);
      await page.goto(`${world.address}/people/users?lang=${look.locale}`);
      await seen();
      await page.click('#new-user');
      const login = await addAccount(page, agentNo, seen);

      const other = await world.open(look);
      await world.enter(other.page, login, PASSWORD, look.locale);
      await other.page.goto(`${world.address}/desk`);
      expect(await other.page.locator('#desk-home').count()).toBe(1);
      await seen(other.page);

      await page.click('#disable-form button');
      await page.waitForURL(/done=user-disabled/);
      expect(await page.locator('#enable-form').count()).toBe(1);
      await seen();
      await other.page.goto(`${world.address}/desk`);
      expect(new URL(other.page.url()).pathname).toBe('/sign-in');
      await tryToEnter(other.page, login);
      expect(new URL(other.page.url()).pathname).toBe('/sign-in');
      await seen(other.page);
      expect(faults).toEqual([]);
      await other.close();
      await close();
    },
  );

  it('lets a token of an account read the API until it is revoked', async () => {
    const { page, close } = await world.signIn('admin', { locale: 'en', width: 390 });
    await page.goto(`${world.address}/people/users`);
    await page.getByRole('link', { name: 'manager', exact: true }).first().click();
    await page.fill('#token-form input[name=tokenName]', 'nightly export');
    await page.click('#token-form button');
    const token = await page.locator('#new-token code').innerText();
    const ask = () => fetch(`${world.address}/api/v1/reports`, { headers: { authorization: `Bearer ${token}` } });
    expect((await ask()).status).toBe(200);
    await page.locator('#tokens tr', { hasText: 'nightly export' }).locator('button').click();
    await page.waitForURL(/done=token-revoked/);
    expect(await page.content()).not.toContain(token);
    expect((await ask()).status).toBe(401);
    await close();
  });
});

/** First with shifts that nobody can read: the fault stands beside the field, and what was typed is still there. */
async function addAgent(page: Page, agentNo: string, seen: () => Promise<void>): Promise<void> {
  await page.waitForURL(/\/people\/new-agent/);
  await page.fill('#agent-form [name=agentNo]', agentNo);
  await page.fill('#agent-form [name=name]', '欧阳敏');
  await page.fill('#agent-form [name=shifts]', 'Mon-Fri 09:00-12:00\nsometimes');
  await page.fill('#agent-form [name=leave]', '2026-12-24');
  await page.click('#agent-form .actions button');
  const fault = page.locator('label:has([name=shifts]) #shifts-faults');
  expect(await fault.innerText()).toContain('sometimes');
  expect(await page.inputValue('#agent-form [name=leave]')).toBe('2026-12-24');
  await seen();
  await page.fill('#agent-form [name=shifts]', 'Mon-Fri 09:00-12:00\nMon-Fri 14:00-18:00');
  await page.click('#agent-form .actions button');
  await page.waitForURL((url) => url.pathname === `/people/agents/${agentNo}`);
  expect(await page.locator('h1').innerText()).toContain('欧阳敏');
  expect(await page.inputValue('#agent-form [name=shifts]')).toContain('14:00-18:00');
  expect(await page.inputValue('#agent-form [name=leave]')).toContain('2026-12-24');
  await seen();
}

async function addAccount(page: Page, agentNo: string, seen: () => Promise<void>): Promise<string> {
  const login = `agent${agentNo}`;
  await page.waitForURL(/\/people\/new-user/);
  await seen();
  await page.fill('#user-form [name=login]', login);
  await page.selectOption('#user-form [name=role]', 'agent');
  await page.fill('#user-form [name=agentNo]', agentNo);
  await page.fill('#user-form [name=password]', PASSWORD);
  await page.click('#user-form .actions button');
  await page.waitForURL(/\/people\/users\/\d+/);
  expect(await page.locator('h1').innerText()).toContain(login);
  expect(await page.locator('#tokens').count()).toBe(1);
  await seen();
  return login;
}

/** The password is still the right one; the account is shut. */
async function tryToEnter(page: Page, login: string): Promise<void> {
  await page.fill('input[name=login]', login);
  await page.fill('input[name=password]', PASSWORD);
  await page.press('input[name=password]', 'Enter');
  await page.locator('[role=alert]').waitFor();
}

async function expectWellShown(page: Page, locale: string): Promise<void> {
  expect(await page.locator('html').getAttribute('lang')).toBe(locale);
  expect(await overhang(page)).toBe(0);
}

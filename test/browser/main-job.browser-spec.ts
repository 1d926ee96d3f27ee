import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { freePort, revisitJson, type RunningProcess, startRevisit } from '../support/revisit-process.js';

jest.setTimeout(400_000);

const WAIT_MS = 150_000;
/** The message is placed somewhere before the deadline; the clock is then moved to where it is. */
const DEADLINE_MS = 30 * 60_000;

describe('the product in a browser', () => {
  let folder: string;
  let env: Record<string, string>;
  let service: RunningProcess;
  let browser: Browser;
  let address: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'revisit-browser-'));
    chmodSync(folder, 0o755);
    const port = await freePort();
    address = `http://127.0.0.1:${port}`;
    env = { REVISIT_DATA_DIR: join(folder, 'data'), PORT: String(port), PUBLIC_URL: address, LOG_LEVEL: 'warn' };
    service = await startRevisit('demo', env);
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser?.close();
    await service?.signal('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  });

  it('signs a supervisor in and shows the campaigns moving on Today', async () => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const faults = listenForFaults(page);
    await signIn(page, 'supervisor');
    await page.getByText('Member satisfaction revisit').first().waitFor();
    const before = await page.locator('#board').innerText();
    await page.waitForFunction(
      (text) => document.querySelector('#board')?.textContent !== text && /\d/.test(text),
      before,
      {
        timeout: WAIT_MS,
      },
    );
    await page.waitForFunction(
      () =>
        /(Waiting for an answer|Answered)\s*\d/.test(document.querySelector<HTMLElement>('#board')?.innerText ?? ''),
      null,
      {
        timeout: WAIT_MS,
      },
    );
    expect(faults).toEqual([]);
    await page.close();
  });

  it('speaks Chinese when asked, and fits a phone', async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    await signIn(page, 'manager');
    await page.goto(`${address}/?lang=zh-CN`);
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    expect(await page.locator('h1').first().innerText()).toMatch(/[\u4e00-\u9fff]/);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.close();
  });

  it('lets a customer answer a survey on a phone without JavaScript', async () => {
    const { link, campaignId } = await sendOneSurvey();
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      javaScriptEnabled: false,
      locale: 'zh-CN',
    });
    const page = await context.newPage();
    await page.goto(link);
    expect(await status(campaignId)).toMatchObject({ visits: { completed: 0 } });
    const overflow = await page
      .locator('body')
      .evaluate((body) => body.scrollWidth)
      .catch(() => 390);
    expect(overflow).toBeLessThanOrEqual(390);
    for (const question of ['product', 'service'])
      await page.locator(`label:has(input[name="${question}"][value="5"])`).click();
    await page.locator('label:has(input[name="nps"][value="9"])').click();
    await page.locator('textarea[name="suggestion"]').fill('服务很好 𠮷');
    await page.locator('form[method="post" i] button').first().click();
    await page.waitForURL(/sent/);
    expect(await status(campaignId)).toMatchObject({ visits: { completed: 1 }, balanced: true });
    await context.close();
  });

  /** One customer, one e-mail campaign: answers with the link in the mail that arrived in the sandbox. */
  async function sendOneSurvey(): Promise<{ link: string; campaignId: number }> {
    const customers = join(folder, 'one.csv');
    writeFileSync(
      customers,
      'customer_no,name,email,country,language\nBROWSER1,王小明,browser1@example.com,CN,zh-CN\n',
    );
    await revisitJson(['import', customers], env);
    const definition = join(folder, 'campaign.json');
    const segment = { all: [{ field: 'customerNo', op: 'eq', value: 'BROWSER1' }] };
    const deadlineAt = new Date((await businessNow()).getTime() + DEADLINE_MS).toISOString();
    const campaign = { name: 'Browser', kind: 'after-service', segment, ladder: ['email'], deadlineAt };
    writeFileSync(definition, JSON.stringify(campaign));
    const { campaignId } = await revisitJson<{ campaignId: number }>(['campaign', 'create', definition], env);
    await revisitJson(['plan', String(campaignId)], env);
    await revisitJson(['launch', String(campaignId)], env);
    const { token } = await revisitJson<{ token: string }>(['token', 'add', 'admin', '--name', 'browser-test'], env);
    await moveClockTo(await placedAt(campaignId, token), token);
    const body = await untilMailArrives(token);
    const link = /https?:\/\/\S+\/s\/[\w.~-]+/.exec(body)?.[0];
    if (link === undefined) throw new Error(`no survey link in: ${body}`);
    return { link, campaignId };
  }

  /** The demonstration's clock. */
  async function businessNow(): Promise<Date> {
    const { now } = (await (await fetch(`${address}/readyz`)).json()) as { now: string };
    return new Date(now);
  }

  /** When the only message of a campaign is to go. */
  async function placedAt(campaignId: number, token: string): Promise<Date> {
    const { items } = await api<{ items: { at: string | null }[] }>(token, `visits?campaignId=${campaignId}`);
    const at = items[0]?.at;
    if (at === undefined || at === null) throw new Error('the message has no time');
    return new Date(at);
  }

  /** Makes it `to` now in the demonstration, unless it is past that. */
  async function moveClockTo(to: Date, token: string): Promise<void> {
    if (to <= (await businessNow())) return;
    const { now } = await api<{ now: string }>(token, 'sandbox/clock', { to: to.toISOString() });
    expect(new Date(now).getTime()).toBeGreaterThanOrEqual(to.getTime());
  }

  async function api<T>(token: string, path: string, body?: object): Promise<T> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const sent = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
    const answer = await fetch(`${address}/api/v1/${path}`, sent);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  async function untilMailArrives(token: string): Promise<string> {
    const deadline = performance.now() + WAIT_MS;
    while (performance.now() < deadline) {
      const inbox = 'sandbox/messages?channel=email&to=browser1@example.com';
      const [mail] = (await api<{ items: { body: string }[] }>(token, inbox)).items;
      if (mail !== undefined) return mail.body;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    throw new Error('the e-mail did not arrive');
  }

  function status(campaignId: number): Promise<unknown> {
    return revisitJson(['campaign', 'status', String(campaignId)], env);
  }

  async function signIn(page: Page, login: string): Promise<void> {
    const password = new RegExp(`${login}\\s+password (\\S+)`).exec(service.output())?.[1] ?? '';
    await page.goto(`${address}/?lang=en`);
    await page.fill('input[name=login]', login);
    await page.fill('input[name=password]', password);
    await page.press('input[name=password]', 'Enter');
    await page.locator('#board').waitFor();
  }
});

/** What the page complains about: refused by the security policy, missing assets, errors in scripts. */
function listenForFaults(page: Page): string[] {
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  return faults;
}

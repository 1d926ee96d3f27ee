import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Locale, Role } from '../../src/kernel/words.js';
import { launchChromium } from './chromium.js';
import { freePort, revisitJson, type RunningProcess, startRevisit } from './revisit-process.js';

/** How somebody looks at the product. */
export interface Look {
  readonly locale: Locale;
  readonly width: 1440 | 390;
  readonly dark?: boolean;
  /** False: JavaScript is off. */
  readonly script?: boolean;
}

/** Both languages on both screens. */
export const LOOKS: readonly Look[] = [
  { locale: 'en', width: 1440 },
  { locale: 'zh-CN', width: 390 },
  { locale: 'zh-CN', width: 1440 },
  { locale: 'en', width: 390 },
];

/** The name of a look in a test's title. */
export function nameOf({ locale, width, dark, script }: Look): string {
  return `${locale} at ${width} px${dark ? ', dark' : ''}${script === false ? ', JavaScript off' : ''}`;
}

/** A page that somebody has open, with everything that it complained about. */
export interface OpenPage {
  readonly page: Page;
  /** Refused by the security policy, missing assets, errors in scripts. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

/**
 * A refused form answers 409 or 422; the browser reports every such answer as an error. A part of a page that is still being
 * fetched when somebody goes on is given up, and htmx reports that; a part that could not be fetched has other names.
 */
const ON_PURPOSE = /status of (409|422)|^htmx:(sendAbort|afterRequest)\b/;

/** The demonstration in a process of its own, and a browser. */
export class BrowserWorld {
  private tokenOfAdmin: string | null = null;

  private constructor(
    readonly folder: string,
    readonly address: string,
    readonly env: Record<string, string>,
    private readonly service: RunningProcess,
    private readonly browser: Browser,
  ) {}

  static async start(): Promise<BrowserWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'revisit-browser-'));
    chmodSync(folder, 0o755);
    const port = await freePort();
    const address = `http://127.0.0.1:${port}`;
    const env = { REVISIT_DATA_DIR: join(folder, 'data'), PORT: String(port), PUBLIC_URL: address, LOG_LEVEL: 'warn' };
    const service = await startRevisit('demo', env);
    const world = new BrowserWorld(folder, address, env, service, await launchChromium());
    await world.checkPlans();
    return world;
  }

  /** Fails with what the verifier finds wrong in the plans that there are. */
  async checkPlans(): Promise<void> {
    const { items } = await this.api<{ items: { id: number; planVersion: number }[] }>('campaigns?limit=100');
    for (const { id } of items.filter(({ planVersion }) => planVersion > 0)) {
      const { ok, checks } = await this.api<{ ok: boolean; checks: { ok: boolean }[] }>(`campaigns/${id}/verify`);
      if (!ok) throw new Error(`campaign ${id}: ${JSON.stringify(checks.filter((check) => !check.ok))}`);
    }
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.service.signal('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A new window; nobody is signed in. */
  async open({ locale, width, dark, script }: Look): Promise<OpenPage> {
    const context = await this.browser.newContext({
      viewport: { width, height: width === 390 ? 844 : 900 },
      locale,
      colorScheme: dark ? 'dark' : 'light',
      javaScriptEnabled: script ?? true,
    });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' && !ON_PURPOSE.test(message.text())) faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    page.setDefaultTimeout(90_000);
    return { page, faults, close: () => context.close() };
  }

  /** A new window of somebody who has signed in; the demo has one account for each role, named after it. */
  async signIn(role: Role, look: Look): Promise<OpenPage> {
    const open = await this.open(look);
    await this.enter(open.page, role, this.passwordOf(role), look.locale);
    return open;
  }

  /** Signs in on a page that is open; `address` is another way to the same service. */
  async enter(
    page: Page,
    login: string,
    password: string,
    locale: Locale = 'en',
    address = this.address,
  ): Promise<void> {
    await page.goto(`${address}/sign-in?lang=${locale}`);
    await page.fill('input[name=login]', login);
    await page.fill('input[name=password]', password);
    await page.press('input[name=password]', 'Enter');
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  }

  passwordOf(login: string): string {
    return new RegExp(`${login}\\s+password (\\S+)`).exec(this.service.output())?.[1] ?? '';
  }

  /** A command of the product on the same data. */
  run<T>(...args: string[]): Promise<T> {
    return revisitJson<T>(args, this.env);
  }

  /** The API, as the administrator. */
  async api<T>(path: string, body?: object): Promise<T> {
    this.tokenOfAdmin ??= (await this.run<{ token: string }>('token', 'add', 'admin', '--name', 'browser')).token;
    const headers = { authorization: `Bearer ${this.tokenOfAdmin}`, 'content-type': 'application/json' };
    const sent = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
    const answer = await fetch(`${this.address}/api/v1/${path}`, sent);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** The demonstration's clock. */
  async now(): Promise<Date> {
    const { now } = (await (await fetch(`${this.address}/readyz`)).json()) as { now: string };
    return new Date(now);
  }

  /** Makes it `to` now in the demonstration, unless it is past that. */
  async moveClockTo(to: Date): Promise<void> {
    if (to > (await this.now())) await this.api('sandbox/clock', { to: to.toISOString() });
  }
}

/** How far a page hangs over the edge of its screen, in pixels. */
export async function overhang(page: Page): Promise<number> {
  const widths = await page.locator('html').evaluate((root) => [root.scrollWidth, root.clientWidth] as const);
  return Math.max(0, widths[0] - widths[1]);
}

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIRequestContext, Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import {
  locate,
  type Made,
  PLACES,
  type Place,
  saveSegment,
  takeCall,
  uploadDraft,
} from '../support/console-places.js';
import { freePort, type RunningProcess, startRevisit } from '../support/revisit-process.js';
import { contactSheet, type Picture } from './contact-sheet.js';

// `npm run screenshots [-- NAME …]`: starts the demonstration with data of its own, photographs every place (or those whose
// name begins so) in both languages, at both widths, light and dark, into screenshots/, and ends with 1 when a page
// complains: an error in the console, something that the security policy refused, or a phone that must scroll sideways.

const FOLDER = 'screenshots';
const ANSWERS = 2;
const WAIT_MS = 600_000;
const LOOK_MS = 500;
const PAGE_MS = 30_000;

/** A screen: both are designed, not squeezed. */
const SCREENS = [
  { name: '1440', width: 1440, height: 900 },
  { name: '390', width: 390, height: 844 },
] as const;
const LANGUAGES = ['en', 'zh-CN'] as const;
const SCHEMES = ['light', 'dark'] as const;

interface Stage {
  readonly address: string;
  readonly service: RunningProcess;
  readonly browser: Browser;
}
/** Where a place is, now that the demonstration runs. */
type Found = Place & { readonly url: string };

async function main(names: readonly string[]): Promise<number> {
  const wanted = PLACES.filter(({ name }) => names.length === 0 || names.some((one) => name.startsWith(one)));
  const folder = mkdtempSync(join(tmpdir(), 'revisit-screenshots-'));
  chmodSync(folder, 0o755);
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const env = { REVISIT_DATA_DIR: join(folder, 'data'), PORT: String(port), PUBLIC_URL: address, LOG_LEVEL: 'warn' };
  let service: RunningProcess | undefined;
  let browser: Browser | undefined;
  try {
    service = await startRevisit('demo', env);
    browser = await launchChromium();
    return await takeAll({ address, service, browser }, wanted);
  } finally {
    await browser?.close();
    await service?.signal('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function takeAll(stage: Stage, wanted: readonly Place[]): Promise<number> {
  const faults: string[] = [];
  const found = await findPlaces(stage, wanted, faults);
  mkdirSync(FOLDER, { recursive: true });
  const pictures: Picture[] = [];
  for (const role of new Set(found.map((place) => place.role))) {
    const places = found.filter((place) => place.role === role);
    for (const screen of SCREENS) {
      for (const scheme of SCHEMES) {
        const context = await openContext(stage, role, { viewport: screen, colorScheme: scheme });
        for (const place of places) {
          for (const language of LANGUAGES) {
            const name = `${place.name}-${language}-${screen.name}-${scheme}`;
            const file = `${name}.png`;
            const shot = { ...place, url: withLanguage(place.url, language) };
            faults.push(...(await takeOne(context, shot, file, screen.width)));
            pictures.push({ place: place.name, file, caption: `${language} ${screen.name} ${scheme}` });
          }
        }
        await context.close();
      }
    }
    say(`${role ?? 'customers'}: ${places.length} places`);
  }
  writeFileSync(join(FOLDER, 'index.html'), contactSheet(pictures, faults));
  for (const fault of faults) say(`WRONG ${fault}`);
  say(`${pictures.length} pictures in ${FOLDER}/index.html, ${faults.length} faults`);
  return faults.length === 0 ? 0 : 1;
}

/** Waits until customers have answered, and looks up what is only known then. */
async function findPlaces(stage: Stage, wanted: readonly Place[], faults: string[]): Promise<Found[]> {
  const context = await openContext(stage, 'admin', {});
  const needs = (made: Made) => wanted.some((place) => place.made === made);
  const made = {
    ...(await untilAnswered(stage, context.request, needs)),
    // Without a call that is due, an agent's pages have nothing to show.
    call: wanted.some(({ role }) => role === 'agent') ? await inWindow(stage, 'agent', untilCall) : null,
    segment: needs('segment') ? await inWindow(stage, 'supervisor', saveSegment) : null,
    draft: needs('draft') ? await inWindow(stage, 'supervisor', uploadDraft) : null,
  };
  const page = await context.newPage();
  const found: Found[] = [];
  for (const place of wanted) {
    const url = await locate(page, stage.address, place, made);
    if (url === null) faults.push(`${place.name}: nothing to photograph`);
    else found.push({ ...place, url });
  }
  await context.close();
  return found;
}

async function inWindow<T>(
  stage: Stage,
  role: string,
  work: (page: Page, address: string, folder: string) => Promise<T>,
): Promise<T> {
  const context = await openContext(stage, role, {});
  const result = await work(await context.newPage(), stage.address, tmpdir());
  await context.close();
  return result;
}

/** Takes the next call as soon as one is due. */
async function untilCall(page: Page, address: string): Promise<string> {
  const deadline = performance.now() + WAIT_MS;
  for (;;) {
    const call = await takeCall(page, address);
    if (call !== null) return call;
    if (performance.now() > deadline) throw new Error(`After ${WAIT_MS / 1000} s no call is due.`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Waits for answers, for a mail, and for a customer who was not satisfied; answers with their pages. */
async function untilAnswered(stage: Stage, request: APIRequestContext, needs: (made: Made) => boolean) {
  const read = async (query: string) => {
    const answer = await request.get(`${stage.address}/api/v1/sandbox/messages?limit=200&${query}`);
    return ((await answer.json()) as { items: { body: string; headers: Record<string, string> }[] }).items;
  };
  const deadline = performance.now() + WAIT_MS;
  for (;;) {
    const answers = await read('direction=from-customer');
    const mails = await read('channel=email&direction=to-customer');
    const texts = mails.map(({ body, headers }) => `${body} ${JSON.stringify(headers)}`).join(' ');
    const link = (kind: string) => new RegExp(`https?://[^\\s"<>]+/${kind}/[\\w.~-]+`).exec(texts)?.[0] ?? null;
    const followUp = await firstFollowUp(stage, request);
    const sent = { survey: link('s'), 'opt-out': link('u'), 'follow-up': followUp };
    const isMissing = (Object.keys(sent) as (keyof typeof sent)[]).some((made) => needs(made) && sent[made] === null);
    if (answers.length >= ANSWERS && mails.length > 0 && !isMissing) return sent;
    if (performance.now() > deadline) throw new Error(`After ${WAIT_MS / 1000} s there are ${answers.length} answers.`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

async function firstFollowUp({ address }: Stage, request: APIRequestContext): Promise<string | null> {
  const answer = await request.get(`${address}/api/v1/follow-ups?limit=1`);
  const id = ((await answer.json()) as { items: { id: number }[] }).items[0]?.id;
  return id === undefined ? null : `${address}/follow-ups/${id}`;
}

/** A browser window of somebody, signed in where they have an account. */
async function openContext(
  { address, service, browser }: Stage,
  role: string | null,
  options: Parameters<Browser['newContext']>[0],
): Promise<BrowserContext> {
  const context = await browser.newContext({ ...options, reducedMotion: 'reduce' });
  context.setDefaultTimeout(PAGE_MS);
  if (role === null) return context;
  const password = new RegExp(`${role}\\s+password (\\S+)`).exec(service.output())?.[1] ?? '';
  const form = await (await context.request.get(`${address}/sign-in`)).text();
  const csrf = /name="_csrf" value="([^"]+)"/.exec(form)?.[1] ?? '';
  await untilSignedIn(context, address, { _csrf: csrf, login: role, password });
  return context;
}

/** The sign-in page takes twenty a minute from one address; a run needs some more. */
async function untilSignedIn(context: BrowserContext, address: string, form: Record<string, string>): Promise<void> {
  const deadline = performance.now() + WAIT_MS;
  for (;;) {
    const answer = await context.request.post(`${address}/sign-in`, { form, maxRedirects: 0 });
    if (answer.status() === 303) return;
    if (answer.status() !== 429 || performance.now() > deadline) {
      throw new Error(`${form['login']} cannot sign in: ${answer.status()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Takes a picture of the whole page; answers with what the page complains about. */
async function takeOne(context: BrowserContext, place: Found, file: string, width: number): Promise<string[]> {
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    const isExpected = place.status !== undefined && message.text().includes(`status of ${place.status}`);
    if (message.type() === 'error' && !isExpected) faults.push(`${file}: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`${file}: ${error.message}`));
  try {
    const answer = await page.goto(place.url, { waitUntil: 'load' });
    if (answer !== null && answer.status() !== (place.status ?? 200))
      faults.push(`${file}: answered with ${answer.status()}`);
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    // What a page fetches for itself is part of it.
    await page.waitForFunction(() => document.querySelector('.htmx-request') === null);
    await showFrames(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > width) faults.push(`${file}: scrolls sideways, ${wide} of ${width} px`);
    await page.screenshot({ path: join(FOLDER, file), fullPage: true });
  } catch (error) {
    faults.push(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  await page.close();
  return faults;
}

/** A frame below the screen is only loaded and drawn once it has been on it. */
async function showFrames(page: Page): Promise<void> {
  for (const frame of await page.locator('iframe').all()) await frame.scrollIntoViewIfNeeded();
  await Promise.all(page.frames().map((frame) => frame.waitForLoadState('load')));
  await page.evaluate(() => window.scrollTo(0, 0));
}

function withLanguage(url: string, language: string): string {
  const address = new URL(url);
  address.searchParams.set('lang', language);
  return address.href;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = await main(process.argv.slice(2));

import { jest } from '@jest/globals';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import type { Role } from '../../src/kernel/words.js';
import { BrowserWorld, overhang } from '../support/browser-world.js';
import type { Look } from '../support/browser-world.js';
import { locate, PLACES, takeCall, uploadDraft } from '../support/console-places.js';
import type { Made } from '../support/console-places.js';
import { keyboardFaults } from '../support/keyboard.js';
import { sendSurvey } from '../support/sandbox-survey.js';
import { until } from '../support/until.js';

jest.setTimeout(900_000);

const WAIT_MS = 150_000;
/** A text that a page forgot to translate shows as its key. */
const BARE_KEY = /\b(console|reason|fault|finding|role|report|desk|archive)\.[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*\b/;
const WHO = ['supervisor', 'agent', 'manager', 'admin', null] as const;
/** What can be wrong in the dark alone: everything else is the same page. */
const OF_COLOUR = ['color-contrast', 'link-in-text-block'];
const WIDE: Look = { locale: 'en', width: 1440 };
const NARROW: Look = { locale: 'zh-CN', width: 390 };

describe('every page of the product', () => {
  let world: BrowserWorld;
  const made: Partial<Record<Made, string | null>> = {};

  beforeAll(async () => {
    world = await BrowserWorld.start();
    const { surveyLink, optOutLink } = await sendSurvey(world, 'PLACES');
    const segment = await saveSegment();
    const followUp = await openFollowUp();
    Object.assign(made, { survey: surveyLink, 'opt-out': optOutLink, segment, 'follow-up': followUp });
    await as('supervisor', async (page) => {
      made.draft = await uploadDraft(page, world.address, world.folder);
    });
    await as('agent', (page) => until('a call is due', async () => (await takeOne(page)) !== null, WAIT_MS));
  });
  afterAll(() => world?.close());

  it.each(WHO)('has no fault for those who see or hear it otherwise, light and dark: %s', async (role) => {
    const found = await visit(role, WIDE, async (page) => [
      ...(await axeFaults(page)),
      ...(await inDark(page, (dark) => axeFaults(dark, OF_COLOUR))),
    ]);
    expect(found).toEqual([]);
  });

  it.each(WHO)('is at home on a phone, and speaks Chinese throughout: %s', async (role) => {
    const found = await visit(role, NARROW, async (page) => {
      const over = await overhang(page);
      const bare = BARE_KEY.exec(await page.locator('main').innerText())?.[0];
      return [
        ...(over > 0 ? [`hangs over by ${over} px`] : []),
        ...(bare ? [`shows the key ${bare}`] : []),
        ...(await axeFaults(page)),
      ];
    });
    expect(found).toEqual([]);
  });

  it.each(WHO)('can be used without a mouse: %s', async (role) => {
    // What moves by itself would replace the marks on the controls.
    const stop = (page: Page) => page.route('**/live?*', (route) => route.fulfill({ status: 204 }));
    expect(await visit(role, WIDE, keyboardFaults, stop)).toEqual([]);
  });

  async function takeOne(page: Page): Promise<string | null> {
    const call = await takeCall(page, world.address);
    made.call = call;
    return call;
  }

  async function saveSegment(): Promise<string> {
    const filter = { all: [{ field: 'country', op: 'eq', value: 'CN' }] };
    const { id } = await world.api<{ id: number }>('segments', { name: 'All in China', filter });
    return `${world.address}/segments/${id}`;
  }

  /** A customer who was not satisfied at all. */
  async function openFollowUp(): Promise<string> {
    const { surveyLink } = await sendSurvey(world, 'UNHAPPY');
    await as(null, async (page) => {
      await page.goto(surveyLink);
      for (const question of ['product', 'service'])
        await page.locator(`label:has(input[name="${question}"][value="1"])`).click();
      await page.locator('label:has(input[name="nps"][value="0"])').click();
      await page.locator('form[method="post" i] button').first().click();
      await page.waitForURL(/sent/);
    });
    let id = 0;
    await until(
      'the follow-up is opened',
      async () => {
        id = (await world.api<{ items: { id: number }[] }>('follow-ups')).items[0]?.id ?? 0;
        return id > 0;
      },
      WAIT_MS,
    );
    return `${world.address}/follow-ups/${id}`;
  }

  /** Opens each place of a role and gathers what `judge` finds wrong, and what the page complains about. */
  async function visit(
    role: Role | null,
    look: Look,
    judge: (page: Page) => Promise<string[]>,
    prepare: (page: Page) => Promise<unknown> = () => Promise.resolve(),
  ): Promise<string[]> {
    const found: string[] = [];
    const visitAll = async (page: Page) => {
      await prepare(page);
      for (const place of PLACES.filter((one) => one.role === role)) {
        const url = await locate(page, world.address, place, made);
        if (url === null) found.push(`${place.name}: there is nothing like it`);
        else {
          const answer = await page.goto(inLanguage(url, look.locale));
          const wanted = place.status ?? 200;
          if (answer?.status() !== wanted) found.push(`${place.name}: ${answer?.status() ?? 'no answer'}`);
          found.push(...(await judge(page)).map((fault) => `${place.name}: ${fault}`));
        }
      }
    };
    return [...(await as(role, visitAll, look)), ...found];
  }

  /** Does something as somebody; answers with what their pages complained about. */
  async function as(role: Role | null, work: (page: Page) => Promise<unknown>, look = WIDE): Promise<string[]> {
    const { page, faults, close } = role === null ? await world.open(look) : await world.signIn(role, look);
    await work(page);
    await close();
    // The browser reports the page that is not there on purpose, once.
    const isMissing = (fault: string) => /status of 404/.test(fault);
    const onPurpose = PLACES.filter((place) => place.role === role && place.status === 404).length;
    return [...faults.filter((fault) => !isMissing(fault)), ...faults.filter(isMissing).slice(onPurpose)];
  }
});

function inLanguage(url: string, locale: string): string {
  const address = new URL(url);
  address.searchParams.set('lang', locale);
  return address.href;
}

async function inDark(page: Page, judge: (page: Page) => Promise<string[]>): Promise<string[]> {
  // Without motion: a colour that is still on its way from light to dark is no fault.
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  const found = (await judge(page)).map((fault) => `dark: ${fault}`);
  await page.emulateMedia({ colorScheme: 'light' });
  return found;
}

/** Everything that axe finds, by all rules or by some, whatever weight it gives it; each with the first place where it is. */
async function axeFaults(page: Page, rules?: string[]): Promise<string[]> {
  await page.evaluate(axe.source);
  const only = rules === undefined ? {} : { runOnly: { type: 'rule' as const, values: rules } };
  const { violations } = await page.evaluate(
    (options) => window.axe.run(document, { resultTypes: ['violations'], ...options }),
    only,
  );
  return violations.map(
    ({ id, nodes }) =>
      `${id} (${nodes.length}): ${nodes[0]?.html.slice(0, 160) ?? ''} ${nodes[0]?.any[0]?.message ?? ''}`,
  );
}

declare global {
  interface Window {
    axe: typeof axe;
  }
}

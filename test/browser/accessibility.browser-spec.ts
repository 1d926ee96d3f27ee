import { jest } from '@jest/globals';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { ROLES } from '../../src/kernel/words.js';
import { BrowserWorld, overhang } from '../support/browser-world.js';
import type { Look } from '../support/browser-world.js';
import { placesOf } from '../support/console-places.js';
import type { Place } from '../support/console-places.js';

jest.setTimeout(900_000);

/** A text that a page forgot to translate shows as its key. */
const BARE_KEY = /\b(console|reason|fault|finding|role|report|desk|archive)\.[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*\b/;

describe('every page of the console', () => {
  let world: BrowserWorld;
  let places: readonly Place[];

  beforeAll(async () => {
    world = await BrowserWorld.start();
    places = await placesOf(world);
  });
  afterAll(() => world?.close());

  it.each(ROLES)(
    'has no serious fault for those who see, hear or touch it otherwise, light and dark: %s',
    async (role) => {
      const found = await visit(role, { locale: 'en', width: 1440 }, async (page) => [
        ...(await axeFaults(page)),
        ...(await inDark(page, axeFaults)),
      ]);
      expect(found).toEqual([]);
    },
  );

  it.each(ROLES)('is at home on a phone, and speaks Chinese throughout: %s', async (role) => {
    const found = await visit(role, { locale: 'zh-CN', width: 390 }, async (page) => {
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

  /** Opens each place of a role and gathers what `look` finds wrong, and what the page complains about. */
  async function visit(role: Place['role'], look: Look, judge: (page: Page) => Promise<string[]>): Promise<string[]> {
    const { page, faults, close } = await world.signIn(role, look);
    const found: string[] = [];
    for (const { path } of places.filter((place) => place.role === role)) {
      const answer = await page.goto(`${world.address}${path}${path.includes('?') ? '&' : '?'}lang=${look.locale}`);
      if (answer?.status() !== 200) found.push(`${path}: ${answer?.status() ?? 'no answer'}`);
      found.push(...(await judge(page)).map((fault) => `${path}: ${fault}`));
    }
    await close();
    return [...found, ...faults];
  }
});

async function inDark(page: Page, judge: (page: Page) => Promise<string[]>): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'dark' });
  const found = (await judge(page)).map((fault) => `dark: ${fault}`);
  await page.emulateMedia({ colorScheme: 'light' });
  return found;
}

/** The faults that axe calls serious or critical, each with the first place where it is. */
async function axeFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id} (${nodes.length}): ${nodes[0]?.html.slice(0, 160) ?? ''} ${nodes[0]?.any[0]?.message ?? ''}`,
    );
}

declare global {
  interface Window {
    axe: typeof axe;
  }
}

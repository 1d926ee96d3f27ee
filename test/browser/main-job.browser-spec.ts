import { jest } from '@jest/globals';
import { BrowserWorld, LOOKS, nameOf, overhang } from '../support/browser-world.js';
import { sendSurvey } from '../support/sandbox-survey.js';

jest.setTimeout(600_000);

const WAIT_MS = 150_000;

describe('the product in a browser', () => {
  let world: BrowserWorld;

  beforeAll(async () => {
    world = await BrowserWorld.start();
  });
  afterAll(() => world?.close());

  it('signs a supervisor in and shows the campaigns moving on Today', async () => {
    const { page, faults, close } = await world.signIn('supervisor', { locale: 'en', width: 1440 });
    await page.getByText('Member satisfaction revisit').first().waitFor();
    const bars = page.locator('[data-live^="campaign:"]');
    const before = await bars.allInnerTexts();
    const moved = (texts: string[]) =>
      [...document.querySelectorAll<HTMLElement>('[data-live^="campaign:"]')].some(
        (bar, i) => bar.innerText !== texts[i],
      );
    await page.waitForFunction(moved, before, { timeout: WAIT_MS });
    const sent = () => /(Waiting for an answer|Answered)\s*\d/.test(document.body.innerText);
    await page.waitForFunction(sent, null, { timeout: WAIT_MS });
    expect(faults).toEqual([]);
    await close();
  });

  it.each(LOOKS.map((look) => [nameOf(look), look] as const))(
    'lets a customer answer and opt out, without JavaScript: %s',
    async (_, look) => {
      const customerNo = `BROWSER${LOOKS.indexOf(look)}`;
      const sent = await sendSurvey(world, customerNo, look.locale);
      const status = () => world.run('campaign', 'status', String(sent.campaignId));
      const { page, close } = await world.open({ ...look, script: false });
      await page.goto(sent.surveyLink);
      expect(await page.locator('html').getAttribute('lang')).toBe(look.locale);
      expect(await overhang(page)).toBe(0);
      expect(await status()).toMatchObject({ visits: { completed: 0 } });
      for (const question of ['product', 'service'])
        await page.locator(`label:has(input[name="${question}"][value="5"])`).click();
      await page.locator('label:has(input[name="nps"][value="9"])').click();
      await page.locator('textarea[name="suggestion"]').fill('服务很好 𠮷');
      await page.locator('form[method="post" i] button').first().click();
      await page.waitForURL(/sent/);
      expect(await status()).toMatchObject({ visits: { completed: 1 }, balanced: true });
      await page.goto(sent.optOutLink);
      expect(await overhang(page)).toBe(0);
      expect(await optOuts(customerNo)).toBe(0);
      await page.locator('form[method="post" i] button').first().click();
      await page.waitForLoadState();
      expect(await optOuts(customerNo)).toBe(1);
      await close();
    },
  );

  async function optOuts(customerNo: string): Promise<number> {
    const address = `${customerNo.toLowerCase()}@example.com`;
    const { items } = await world.api<{ items: { address: string }[] }>(`opt-outs?address=${address}`);
    return items.filter((optOut) => optOut.address === address).length;
  }
});

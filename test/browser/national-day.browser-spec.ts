import { jest } from '@jest/globals';
import { BrowserWorld, type Look, nameOf, overhang } from '../support/browser-world.js';

jest.setTimeout(600_000);

/** One journey for each, because a campaign can be launched once only. */
const LOOK: Look = { locale: 'en', width: 1440 };
const SMALL: Look = { locale: 'zh-CN', width: 390, script: false };

describe('the National Day campaign of the demonstration', () => {
  let world: BrowserWorld;

  beforeAll(async () => {
    world = await BrowserWorld.start();
  });
  afterAll(() => world?.close());

  it(`is planned, found infeasible, mended by a suggestion and launched: ${nameOf(LOOK)}`, async () => {
    const { page, faults, close } = await world.signIn('supervisor', LOOK);
    await page.goto(`${world.address}/campaigns?state=draft`);
    await page.getByRole('link', { name: /National Day/ }).click();
    await page.locator('button[name=action][value=plan]').click();
    await page.waitForURL(/done=campaign-planned/);
    const figure = async (name: string) =>
      Number((await page.locator(`[data-figure=${name}]`).innerText()).replace(',', ''));
    const [audience, missed] = [await figure('audience'), await figure('missed')];
    expect(missed).toBeGreaterThan(50);
    expect(await page.locator('#plan').innerText()).toContain('Only after the deadline');
    expect(await page.locator('#reach tbody tr').first().innerText()).toContain('0 /');
    expect(await overhang(page)).toBe(0);
    const id = Number(/\/campaigns\/(\d+)/.exec(page.url())?.[1]);
    await world.checkPlans();

    const later = page.locator('#suggestions li').filter({ hasText: 'Deadline at' });
    const [reaches, still] = (await later.innerText())
      .match(/(\d[\d,]*) more, (\d+) still/)!
      .slice(1)
      .map(Number);
    expect([reaches, still]).toEqual([missed, 0]);
    await later.getByRole('button').click();
    await page.waitForURL(/done=campaign-planned/);
    expect([await figure('audience'), await figure('missed')]).toEqual([audience, 0]);
    expect(await page.locator('#suggestions').count()).toBe(0);
    await world.checkPlans();

    await page.locator('[data-action=launch]').click();
    await page.locator('button[value=launch]').click();
    await page.waitForURL(/done=campaign-launched/);
    expect(await world.run('campaign', 'status', String(id))).toMatchObject({ state: 'running', balanced: true });
    expect(faults).toEqual([]);
    await close();
  });

  it(`is tried with other numbers before anything is changed: ${nameOf(SMALL)}`, async () => {
    const { page, faults, close } = await world.signIn('supervisor', SMALL);
    await page.goto(`${world.address}/campaigns?state=draft`);
    await page.getByRole('link', { name: /Season/ }).click();
    const place = page.url();
    await page.goto(`${place}/what-if`);
    const cell = (kind: 'before' | 'after', name: string) => page.locator(`[data-${kind}=${name}]`).innerText();
    expect(await cell('after', 'each')).toBe(await cell('before', 'each'));
    await page.fill('input[name=agents]', '20');
    await page.getByRole('button', { name: '计算' }).click();
    await page.waitForURL(/agents=20/);
    expect(await cell('after', 'each')).not.toBe(await cell('before', 'each'));
    expect(await overhang(page)).toBe(0);
    await page.goto(place);
    expect(await page.locator('button[name=action][value=plan]').count()).toBe(1);
    expect(await page.locator('#plan').count()).toBe(0);
    expect(faults).toEqual([]);
    await close();
  });

  it('is tried as one types, with JavaScript', async () => {
    const { page, faults, close } = await world.signIn('supervisor', LOOK);
    await page.goto(`${world.address}/campaigns?state=draft`);
    await page.getByRole('link', { name: /Season/ }).click();
    await page.goto(`${page.url()}/what-if`);
    const before = await page.locator('[data-before=each]').innerText();
    const address = page.url();
    await page.fill('input[name=agents]', '20');
    await page.locator('[data-after=each] b').waitFor();
    expect(await page.locator('[data-after=each]').innerText()).not.toBe(before);
    expect(page.url()).toBe(address);
    expect(faults).toEqual([]);
    await close();
  });
});

import { jest } from '@jest/globals';
import { BrowserWorld, type Look, nameOf } from '../support/browser-world.js';
import { SupervisorSteps, WORDS } from '../support/supervisor-steps.js';

jest.setTimeout(600_000);

/** Both languages on both screens, each with JavaScript on one screen and without on the other. */
const JOURNEYS: readonly Look[] = [
  { locale: 'en', width: 1440 },
  { locale: 'zh-CN', width: 390 },
  { locale: 'zh-CN', width: 1440, script: false },
  { locale: 'en', width: 390, script: false },
];

describe('a supervisor in a browser', () => {
  let world: BrowserWorld;

  beforeAll(async () => {
    world = await BrowserWorld.start();
  });
  afterAll(() => world?.close());

  it.each(JOURNEYS.map((look, at) => [nameOf(look), look, `Ort${at}`] as const))(
    'imports a list with faults, mends it, and takes a campaign from its segment to its messages: %s',
    async (_, look, key) => {
      const words = WORDS[look.locale];
      const { page, faults, close } = await world.signIn('supervisor', look);
      const steps = new SupervisorSteps(world, page, look, key);

      await steps.upload('first', steps.listWithFaults());
      expect(await steps.sum()).toEqual([5, 2, 0, 0, 2, 1]);
      expect(await steps.startImport()).toEqual([5, 2, 0, 0, 2, 1]);
      expect(await steps.rejects()).toEqual([
        [3, '2027-02-30'],
        [4, ''],
      ]);
      expect(await page.locator('#import-result .tabs [aria-current]').innerText()).toContain(words.rejected);
      const rejects = await steps.downloadRejects();
      expect(rejects.trimEnd().split('\r\n')).toHaveLength(3);

      await steps.upload('mended', steps.mend(rejects));
      expect(await steps.startImport()).toEqual([2, 2, 0, 0, 0, 0]);

      expect(await steps.saveSegment()).toBe('4');

      await steps.fillCampaign();
      expect(await steps.consequence()).toEqual({ audience: '4', missed: '0', excluded: '1' });
      const campaignId = await steps.savePlanned();
      expect(await steps.take('launch')).toMatch(/\b3\b/);
      expect(await steps.state()).toBe(words.running);

      await steps.watchLedger(async () => world.moveClockTo(await firstMessageAt(campaignId)));
      expect(await world.run('campaign', 'status', String(campaignId))).toMatchObject({ balanced: true });

      await steps.take('pause');
      expect(await steps.state()).toBe(words.paused);
      await steps.take('resume');
      expect(await steps.state()).toBe(words.running);

      expect([...steps.found, ...faults]).toEqual([]);
      await close();
    },
  );

  async function firstMessageAt(campaignId: number): Promise<Date> {
    const { items } = await world.api<{ items: { at: string | null }[] }>(`visits?campaignId=${campaignId}`);
    const times = items.flatMap(({ at }) => (at === null ? [] : [new Date(at).getTime()]));
    return new Date(Math.min(...times));
  }
});

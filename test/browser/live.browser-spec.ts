import { jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { BrowserWorld } from '../support/browser-world.js';
import { CutProxy } from '../support/event-stream.js';
import { until } from '../support/until.js';

jest.setTimeout(600_000);

const WAIT_MS = 150_000;

describe('what moves on an open page', () => {
  let world: BrowserWorld;
  let proxy: CutProxy;
  let address: string;

  beforeAll(async () => {
    world = await BrowserWorld.start();
    proxy = new CutProxy(Number(new URL(world.address).port));
    await proxy.start();
    address = `http://127.0.0.1:${proxy.port}`;
  });
  afterAll(async () => {
    await proxy?.cut();
    await world?.close();
  });

  /** Today of the supervisor, seen through the proxy, with the addresses at which it asks for what moves. */
  async function openToday() {
    const { page, close } = await world.open({ locale: 'en', width: 1440 });
    const streams: string[] = [];
    page.on('request', (request) => request.url().includes('/live?') && streams.push(request.url()));
    await page.clock.install();
    await world.enter(page, 'supervisor', world.passwordOf('supervisor'), 'en', address);
    await page.waitForFunction(() => document.querySelector('[data-live^="campaign:"]') !== null);
    return { page, streams, close };
  }

  const cancelled = (page: Page, id: number) =>
    page.locator(`[data-live="campaign:${id}"]`, { hasText: 'Cancelled' }).waitFor({ timeout: WAIT_MS });

  async function runningCampaign(): Promise<number> {
    const { items } = await world.api<{ items: { id: number; state: string }[] }>('campaigns');
    const running = items.find(({ state }) => state === 'running');
    if (running === undefined) throw new Error('no campaign is running');
    return running.id;
  }

  it('comes back by itself when a proxy was restarted', async () => {
    const { page, streams, close } = await openToday();
    const id = await runningCampaign();
    await until('the stream', () => streams.length > 0);
    await proxy.cut();
    await world.run('campaign', 'cancel', String(id));
    await page.locator('body.live-lost').waitFor();
    await proxy.start();
    await page.clock.fastForward(5_000);
    await cancelled(page, id);
    expect(streams.length).toBeGreaterThan(1);
    await page.locator('body:not(.live-lost)').waitFor();
    await close();
  });

  it('notices after a sleep that nobody speaks any more, and shows what was missed', async () => {
    const { page, streams, close } = await openToday();
    const id = await runningCampaign();
    await page.locator(`[data-live="campaign:${id}"]`).waitFor();
    proxy.stall();
    const before = streams.length;
    await world.run('campaign', 'cancel', String(id));
    await page.clock.fastForward(60_000);
    await cancelled(page, id);
    expect(streams.length).toBeGreaterThan(before);
    await close();
  });
});

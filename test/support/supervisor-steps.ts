import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type BrowserWorld, type Look, overhang } from './browser-world.js';
import { until } from './until.js';

const WAIT_MS = 150_000;
const DEADLINE_MS = 2 * 3_600_000;
const ORGANISATION_ZONE = 'Asia/Shanghai';
/** Words of the rooms and of the states, as a reader of each language sees them. */
export const WORDS = {
  en: { rooms: ['Campaigns', 'Import', 'Segments'], rejected: 'Rejected', paused: 'Paused', running: 'Running' },
  'zh-CN': { rooms: ['回访活动', '导入', '客户分群'], rejected: '未通过', paused: '已暂停', running: '进行中' },
} as const;

/** What an import says that it did, in the order of its sum. */
export type Sum = readonly [
  rows: number,
  created: number,
  updated: number,
  unchanged: number,
  rejected: number,
  duplicates: number,
];

/** A supervisor at work in one window: each step stands on the page where the one before it ended. */
export class SupervisorSteps {
  /** What was wrong with the pages on the way: their language, their width. */
  readonly found: string[] = [];

  constructor(
    private readonly world: BrowserWorld,
    readonly page: Page,
    private readonly look: Look,
    /** Begins every customer number of this journey, and is the town where only its customers live. */
    readonly key: string,
  ) {}

  get hasScript(): boolean {
    return this.look.script !== false;
  }

  /** Four customers in five lines: a date that does not exist, a line without its key, one line twice, one without e-mail. */
  listWithFaults(): string {
    const { key } = this;
    const line = (no: string, name: string, email: string, date: string) =>
      [no, name, email, 'CN', key, date].join(',');
    const lines = [
      'customer_no,name,email,country,city,card_expires_on',
      line(`${key}1`, '王小明', `${key}1@example.com`, '2027-02-26'),
      line(`${key}2`, '李小红', `${key}2@example.com`, '2027-02-30'),
      line('', '张三', `${key}3@example.com`, '2027-02-26'),
      line(`${key}1`, '王小明', `${key}1@example.com`, '2027-02-26'),
      line(`${key}4`, '赵六', '', '2027-02-26'),
    ];
    return `${lines.join('\n')}\n`;
  }

  /** The list of rejects as it was downloaded, put right. */
  mend(rejects: string): string {
    return rejects.replaceAll('2027-02-30', '2027-02-28').replace(',4,,', `,4,${this.key}3,`);
  }

  async goTo(path: string): Promise<void> {
    await this.page.goto(`${this.world.address}${path}`);
    await this.judge();
  }

  /** Chooses a file, sends it, and waits for what it would do. */
  async upload(name: string, text: string): Promise<void> {
    const file = join(this.world.folder, `${this.key}-${name}.csv`);
    writeFileSync(file, text);
    await this.goTo('/imports/new');
    await this.page.selectOption('#upload-form [name=key]', 'customer_no');
    await this.page.setInputFiles('#upload-form [name=file]', file);
    await this.page.click('#upload-form button:not([name])');
    await this.page.waitForURL(/\/imports\/\d+\/check/);
    await this.untilShown('#start-import');
    await this.judge();
  }

  /** Imports what was looked at; answers with the sum that the page shows. */
  async startImport(): Promise<Sum> {
    await this.page.click('#start-import');
    await this.page.waitForURL(/\/imports\/\d+(\?|$)/);
    await this.untilShown('#import-actions');
    await this.judge();
    return this.sum();
  }

  /** The numbers of the sum on the page. */
  async sum(): Promise<Sum> {
    const text = await this.page.locator('[data-sum]').innerText();
    return [...text.matchAll(/\d+/g)].slice(0, 6).map(([number]) => Number(number)) as unknown as Sum;
  }

  /** Each reject as its line in the file and what is marked in it. */
  async rejects(): Promise<[line: number, marked: string][]> {
    const items = await this.page.locator('[data-findings=reject] .finding').all();
    return Promise.all(
      items.map(async (item) => [
        Number(/\d+/.exec(await item.locator('.finding-line').innerText())?.[0]),
        await item.locator('mark').innerText(),
      ]),
    );
  }

  async downloadRejects(): Promise<string> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), this.page.click('#download-rejects')]);
    return readFileSync(await download.path(), 'utf8');
  }

  /** A segment of everybody who lives in this journey's town; answers with the number that is shown for it. */
  async saveSegment(): Promise<string> {
    const { page } = this;
    await this.goTo('/segments/new');
    const name = '#segment-form [name=name]';
    if (!this.hasScript) await page.fill(name, `Town ${this.key}`);
    await page.selectOption('[data-condition] select[name$="[field]"]', 'city');
    if (!this.hasScript) await page.click('#count-segment');
    await page.locator('[data-condition] select[name$="[op]"]').waitFor();
    await page.fill('[data-condition] input[name$="[value]"]', this.key);
    if (this.hasScript) await page.press('[data-condition] input[name$="[value]"]', 'Tab');
    else await page.click('#count-segment');
    await page.locator('#segment-sentence', { hasText: this.key }).waitFor();
    await this.judge();
    const counted = await page.locator('#segment-count').innerText();
    // With JavaScript the builder follows what is typed; the name comes last and alone, so that no answer is under way.
    if (this.hasScript) {
      await page.fill(name, `Town ${this.key}`);
      await page.press(name, 'Enter');
      await page.waitForURL(/\/segments\/build/);
    }
    await page.click('#save-segment');
    await page.waitForURL(/\/segments\/\d+/);
    await this.judge();
    return counted.trim();
  }

  /** The five steps: the customers of the segment, by e-mail only, within two hours. */
  async fillCampaign(): Promise<void> {
    const { page } = this;
    await this.goTo('/campaigns/new');
    await page.selectOption('#step-who [name=audience]', 'segment');
    await page.selectOption('#step-who [name=segmentId]', { label: `Town ${this.key}` });
    await page.fill('#step-what [name=name]', `Visits ${this.key}`);
    await page.selectOption('#step-what [name=kind]', 'after-service');
    await page.selectOption('#step-what [name=rung1]', 'email');
    await page.selectOption('#step-what [name=rung2]', '');
    await page.selectOption('#step-what [name=rung3]', '');
    const deadline = new Date((await this.world.now()).getTime() + DEADLINE_MS);
    await page.fill('#step-when [name=deadlineAt]', localMinute(deadline));
    await page.selectOption('#step-by [name=assignment]', 'even');
  }

  /** What would come of the campaign, before anything is kept. */
  async consequence(): Promise<{ audience: string; missed: string; excluded: string }> {
    const { page } = this;
    if (!this.hasScript) await page.click('button[name=action][value=consequence]');
    const figure = (name: string) => page.locator(`[data-consequence] [data-figure=${name}]`);
    // With JavaScript the figures follow the form: those of the usual choices come first.
    const isOfSegment = await figure('audience')
      .first()
      .waitFor()
      .then(() => figure('excluded').innerText());
    if (isOfSegment !== '1')
      await page.locator('[data-consequence] [data-figure=excluded]', { hasText: /^1$/ }).waitFor();
    await this.judge();
    const [audience, missed, excluded] = await Promise.all(
      ['audience', 'missed', 'excluded'].map((name) => figure(name).innerText()),
    );
    return { audience: audience ?? '', missed: missed ?? '', excluded: excluded ?? '' };
  }

  /** Saves and plans; answers with the campaign's number. */
  async savePlanned(): Promise<number> {
    await this.page.click('#step-check button[name=action][value=plan]');
    await this.page.waitForURL(/\/campaigns\/\d+/);
    await this.untilShown('[data-action=launch]');
    await this.judge();
    return Number(/campaigns\/(\d+)/.exec(this.page.url())?.[1]);
  }

  /** Takes a step of the campaign's life; answers with what was said before it was confirmed. */
  async take(move: 'launch' | 'pause' | 'resume'): Promise<string> {
    await this.page.click(`[data-action=${move}]`);
    await this.page.locator('#confirm').waitFor();
    await this.judge();
    const said = await this.page.locator('#confirm .confirm-text').innerText();
    await this.page.click(`#confirm button[name=action][value=${move}]`);
    await this.page.waitForURL((url) => !url.pathname.includes('/do/'));
    await this.judge();
    return said;
  }

  state(): Promise<string> {
    return this.page.locator('.campaign-facts .state').innerText();
  }

  /** Waits until the ledger shows something else than now: by itself with JavaScript, at each look without. */
  async watchLedger(change: () => Promise<void>): Promise<void> {
    const { page } = this;
    const ledger = page.locator('[data-live^="campaign:"]');
    const before = await ledger.innerText();
    await page.locator('html').evaluate((root) => (root.dataset['kept'] = 'yes'));
    await change();
    await until(
      'the ledger moves',
      async () => {
        if (!this.hasScript) await page.reload();
        return (await ledger.innerText()) !== before;
      },
      WAIT_MS,
    );
    const isKept = (await page.locator('html').getAttribute('data-kept')) === 'yes';
    if (isKept !== this.hasScript) this.found.push('the page was not kept while the ledger moved');
  }

  private async untilShown(selector: string): Promise<void> {
    const { page } = this;
    if (this.hasScript) return page.locator(selector).waitFor({ timeout: WAIT_MS });
    const isShown = async () => (await page.locator(selector).count()) > 0 || (await page.reload(), false);
    await until(`${selector} is there`, isShown, WAIT_MS);
  }

  /** Notes what is wrong with the page that is open. */
  private async judge(): Promise<void> {
    const { page, look } = this;
    const place = new URL(page.url()).pathname;
    const over = await overhang(page);
    if (over > 0) this.found.push(`${place} hangs over by ${over} px`);
    const lang = await page.locator('html').getAttribute('lang');
    if (lang !== look.locale) this.found.push(`${place} says that it speaks ${lang}`);
    const rooms = await page.locator('nav.rooms').innerText();
    for (const word of WORDS[look.locale].rooms) if (!rooms.includes(word)) this.found.push(`${place} lacks ${word}`);
  }
}

/** An instant as a form takes it, in the organisation's zone. */
function localMinute(at: Date): string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: ORGANISATION_ZONE,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  return format.format(at).replace(' ', 'T');
}

import { readFileSync } from 'node:fs';
import { jest } from '@jest/globals';
import ExcelJS from 'exceljs';
import type { Page } from 'playwright-core';
import { BrowserWorld, LOOKS, type Look, nameOf, overhang } from '../support/browser-world.js';
import { pdfText } from '../support/pdf-text.js';

jest.setTimeout(600_000);

/** The campaign of calls: its numbers stand still while nobody calls. */
const CAMPAIGN = '服务后电话回访';
/** One of them without JavaScript: a report is a document with links. */
const MANAGER_LOOKS = LOOKS.map((look, index): Look => (index === 1 ? { ...look, script: false } : look));

describe('a manager with a report', () => {
  let world: BrowserWorld;

  beforeAll(async () => {
    world = await BrowserWorld.start();
  });
  afterAll(() => world?.close());

  it.each(MANAGER_LOOKS.map((look) => [nameOf(look), look] as const))(
    'reads it, opens the rows behind a number and takes the files along: %s',
    async (_, look) => {
      const { page, faults, close } = await world.signIn('manager', look);
      const seen = () => expectWellShown(page, look.locale);
      await page.goto(`${world.address}/reports?lang=${look.locale}`);
      await seen();
      await page.locator('#report-list a', { hasText: CAMPAIGN }).click();
      await page.waitForURL(/\/campaigns\/\d+\/report/);
      await seen();
      expect(await page.locator('article h1').innerText()).toContain(CAMPAIGN);
      const planned = await firstTile(page);
      const excluded = await excludedLines(page);
      expect(excluded.length).toBeGreaterThan(2);

      const pdf = await download(page, 'pdf');
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      const text = pdfText(pdf);
      expect(text).toContain(CAMPAIGN);
      expect(text).toContain(`${planned.label}${planned.number}`);

      const sheets = await readSheets(await download(page, 'xlsx'));
      expect(sheets.flat()).toContainEqual([planned.label, planned.number]);
      for (const line of excluded) expect(sheets.flat()).toContainEqual(line);

      const [[, behind]] = excluded as [[string, number]];
      await page.locator('#excluded tbody a').first().click();
      await page.waitForURL(/\/report\/rows\?/);
      await seen();
      expect(await page.locator('#report-rows tbody tr').count()).toBe(behind);
      expect(await page.locator('#report-rows .list-count').innerText()).toMatch(new RegExp(`\\b${behind}\\b`));
      expect(faults).toEqual([]);
      await close();
    },
  );

  it('finds the way in which numbers are computed folded below the report', async () => {
    const { page, close } = await world.signIn('manager', { locale: 'en', width: 390 });
    await page.goto(`${world.address}/reports`);
    await page.locator('#report-list a', { hasText: CAMPAIGN }).click();
    const behind = page.locator('#computed .paper-section').first();
    expect(await behind.isVisible()).toBe(false);
    await page.locator('#computed summary').click();
    await behind.waitFor();
    expect(await overhang(page)).toBe(0);
    await close();
  });
});

/** Planned visits, as the report begins. */
async function firstTile(page: Page): Promise<{ label: string; number: number }> {
  const tile = page.locator('#report-tiles .tile').first();
  const text = await tile.locator('b').innerText();
  return { label: await tile.locator('span').first().innerText(), number: Number(text.replaceAll(',', '')) };
}

/** Who was excluded: each reason with its number. */
async function excludedLines(page: Page): Promise<[string, number][]> {
  const lines = await page
    .locator('#excluded tbody tr')
    .evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent.trim())));
  return lines.map(([reason = '', number = '']) => [reason, Number(number.replaceAll(',', ''))]);
}

async function download(page: Page, format: 'pdf' | 'xlsx'): Promise<Buffer> {
  const [file] = await Promise.all([
    page.waitForEvent('download', { timeout: 120_000 }),
    page.locator(`[data-file="${format}"]`).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(new RegExp(`\\.${format}$`));
  return readFileSync(await file.path());
}

/** The first two cells of each row, sheet by sheet. */
async function readSheets(file: Buffer): Promise<unknown[][][]> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(file as unknown as Parameters<typeof workbook.xlsx.load>[0]);
  return workbook.worksheets.map((sheet) =>
    (sheet.getRows(1, sheet.rowCount) ?? []).map((row) => [row.getCell(1).value, row.getCell(2).value]),
  );
}

async function expectWellShown(page: Page, locale: string): Promise<void> {
  expect(await page.locator('html').getAttribute('lang')).toBe(locale);
  expect(await overhang(page)).toBe(0);
}

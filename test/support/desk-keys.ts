import type { Page } from 'playwright-core';

/** What an agent answers for the customer, key by key; every other question is declined. */
const ANSWER_KEYS: Readonly<Record<string, string>> = { product: '5', service: '4', nps: '9', ces: '6' };
const MARK_KEYS = { dialled: 'd', answered: 'a', 'hung-up': 'h' } as const;
const MOST_TABS = 200;

/** The desk as an agent works at it who never touches a mouse: every step is a key, and what it leads to is awaited. */
export class DeskKeys {
  constructor(private readonly page: Page) {}

  /** Presses a key and waits until `leadsTo` stands on a page whose scripts have run. */
  async press(key: string, leadsTo: string): Promise<void> {
    await this.page.keyboard.press(key);
    await this.page.locator(leadsTo).first().waitFor();
    await this.page.waitForLoadState('domcontentloaded');
  }

  /** The next call, from the desk or from the notice that the last one is recorded. */
  async next(): Promise<void> {
    await this.press('n', '#desk-call[data-state="open"] #call-node[data-node="script.greet"]');
  }

  async mark(mark: keyof typeof MARK_KEYS): Promise<void> {
    await this.press(MARK_KEYS[mark], `#mark-${mark}[aria-pressed="true"]`);
  }

  /** To a node of the script. */
  async go(key: string, node: string): Promise<void> {
    await this.press(key, `#call-node[data-node="script.${node}"]`);
  }

  /** Dialled, answered, asked for by name and found to be the right one. */
  async verify(): Promise<void> {
    await this.mark('dialled');
    await this.mark('answered');
    await this.go('ArrowRight', 'identity');
    await this.go('1', 'announce');
    await this.go('ArrowRight', 'convenient');
  }

  /** Every question of the survey by one key each; what is suggested is typed. Answers with the questions' names. */
  async answerAll(suggestion: string): Promise<string[]> {
    const asked: string[] = [];
    for (let name = await this.question(); name !== null; name = await this.question()) {
      asked.push(name);
      const gone = `#call-node:not(:has(#question-${name}))`;
      if (name === 'suggestion') await this.type(`#question-${name} textarea`, suggestion, gone);
      else await this.press(ANSWER_KEYS[name] ?? 'q', gone);
    }
    return asked;
  }

  /** Closes the record; answers with the visit whose outcome is told, once the next call or the desk is there. */
  async record(key = 'r'): Promise<number> {
    await this.press(key, '#desk-call[data-state="offered"] #desk-last, #desk-home #desk-last, #desk-home');
    return Number(await this.page.locator('#desk-last').getAttribute('data-visit'));
  }

  private async question(): Promise<string | null> {
    const id = await this.page.locator('#call-node').evaluate((node) => node.querySelector('fieldset')?.id ?? null);
    return id?.replace('question-', '') ?? null;
  }

  /** Tabs into a field, types, and sends it with Ctrl and Enter. */
  private async type(field: string, text: string, leadsTo: string): Promise<void> {
    const isThere = () => this.page.locator(field).evaluate((element) => element === document.activeElement);
    for (let tabs = 0; tabs < MOST_TABS && !(await isThere()); tabs += 1) await this.page.keyboard.press('Tab');
    await this.page.keyboard.insertText(text);
    await this.press('Control+Enter', leadsTo);
  }
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserWorld } from './browser-world.js';

const WAIT_MS = 150_000;
/** The message is placed somewhere before the deadline; the clock is then moved to where it is. */
const DEADLINE_MS = 30 * 60_000;

/** A survey that one customer got by e-mail. */
export interface SentSurvey {
  readonly campaignId: number;
  readonly surveyLink: string;
  readonly optOutLink: string;
}

/** One new customer, one e-mail campaign: answers with the links in the mail that arrived in the sandbox. */
export async function sendSurvey(world: BrowserWorld, customerNo: string, language = 'zh-CN'): Promise<SentSurvey> {
  const email = `${customerNo.toLowerCase()}@example.com`;
  const file = join(world.folder, `${customerNo}.csv`);
  writeFileSync(file, `customer_no,name,email,country,language\n${customerNo},王小明,${email},CN,${language}\n`);
  await world.run('import', file);
  const definition = join(world.folder, `${customerNo}.json`);
  const segment = { all: [{ field: 'customerNo', op: 'eq', value: customerNo }] };
  const deadlineAt = new Date((await world.now()).getTime() + DEADLINE_MS).toISOString();
  const campaign = { name: `Survey of ${customerNo}`, kind: 'after-service', segment, ladder: ['email'], deadlineAt };
  writeFileSync(definition, JSON.stringify(campaign));
  const { campaignId } = await world.run<{ campaignId: number }>('campaign', 'create', definition);
  await world.run('plan', String(campaignId));
  await world.run('launch', String(campaignId));
  const { items } = await world.api<{ items: { at: string | null }[] }>(`visits?campaignId=${campaignId}`);
  const at = items[0]?.at;
  if (at === undefined || at === null) throw new Error('the message has no time');
  await world.moveClockTo(new Date(at));
  const body = await untilMailArrives(world, email);
  return { campaignId, surveyLink: linkIn(body, 's'), optOutLink: linkIn(body, 'u') };
}

async function untilMailArrives(world: BrowserWorld, email: string): Promise<string> {
  const deadline = performance.now() + WAIT_MS;
  while (performance.now() < deadline) {
    const inbox = `sandbox/messages?channel=email&to=${email}`;
    const [mail] = (await world.api<{ items: { body: string }[] }>(inbox)).items;
    if (mail !== undefined) return mail.body;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('the e-mail did not arrive');
}

function linkIn(body: string, kind: 's' | 'u'): string {
  const link = new RegExp(`https?://\\S+/${kind}/[\\w.~-]+`).exec(body)?.[0];
  if (link === undefined) throw new Error(`no /${kind}/ link in: ${body}`);
  return link;
}

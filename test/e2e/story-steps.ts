import { expect } from '@jest/globals';
import type { ArrivedMessage } from './story-api.js';
import {
  type AttemptRow,
  expectBalanced,
  expectRestWasKept,
  expectSentAsRecorded,
  nameOf,
  readAttempts,
  type Status,
} from './story-books.js';
import { isOpenHour } from './story-windows.js';
import type { ContactLine, Scene, StoryWorld } from './story-world.js';

/** When the service is looked at; in Shanghai it is eight hours later on the clock. */
export const TUESDAY_MORNING = '2026-11-24T00:30:00Z';
export const TUESDAY_LUNCH = '2026-11-24T05:31:00Z';
export const TUESDAY_EVENING = '2026-11-24T11:07:00Z';
export const TUESDAY_NIGHT = '2026-11-24T17:07:00Z';
export const WEDNESDAY_MORNING = '2026-11-25T01:07:00Z';
export const THURSDAY_EVENING = '2026-11-26T11:07:00Z';
export const FRIDAY_AFTER_DEADLINE = '2026-11-27T01:37:00Z';

export const SAMPLES = ['gb18030', 'gbk', 'utf16le', 'utf8', 'utf8_bom'];
export const SURVEY = 1;
export const GREETING = 2;
/** A welcome to three new members, one of them in New York. */
export const GREETING_CAMPAIGN = {
  name: 'Welcome',
  kind: 'first-contact',
  segment: { all: [{ field: 'lifecycle', op: 'eq', value: 'onboarding' }] },
  ladder: ['email'],
  survey: null,
  templates: { email: 'greeting' },
  deadlineAt: '2026-11-24T20:00:00Z',
};

export function isOpenAt(at: string): (line: ContactLine) => boolean {
  return (line) => isOpenHour(line.channel, line.zones, new Date(at));
}

/** What arrived at the customers by now is this, each once. */
export async function expectArrived(scene: Scene, lines: readonly (ContactLine | AttemptRow)[]): Promise<void> {
  expect((await scene.api.arrived()).map(nameOf).sort()).toEqual((await namesOf(scene, lines)).sort());
}

/** "channel address" of each attempt. */
export async function namesOf(scene: Scene, lines: readonly (ContactLine | AttemptRow)[]): Promise<string[]> {
  const ids = lines.map((line) => ('attemptId' in line ? line.attemptId : line.id));
  const rows = (await readAttempts(scene, SURVEY)).filter(({ id }) => ids.includes(id));
  return rows.map(({ channel, address }) => `${channel} ${address}`);
}

/** What holds at every moment of the story. */
export async function expectKept(scene: Scene): Promise<Status> {
  const campaigns = await scene.query<{ id: string }>('SELECT id FROM campaigns ORDER BY id');
  const ids = campaigns.map(({ id }) => Number(id));
  await expectSentAsRecorded(scene, ids);
  await expectRestWasKept(scene, ids);
  return expectBalanced(scene, SURVEY);
}

export async function reply(scene: Scene, attempt: AttemptRow | undefined, body: string): Promise<void> {
  expect((await scene.api.post('sandbox/reply', { phone: attempt?.address, body })).status).toBe(200);
}

export async function visitState(scene: Scene, attempt: AttemptRow | undefined): Promise<string | undefined> {
  const [visit] = await scene.query<{ state: string }>('SELECT state FROM visits WHERE id = $1', [attempt?.visitId]);
  return visit?.state;
}

export async function mailTo(scene: Scene, attempt: AttemptRow | undefined): Promise<ArrivedMessage> {
  const mails = (await scene.api.arrived()).filter((message) => message.toAddress === attempt?.address);
  expect(mails).toHaveLength(1);
  return mails[0]!;
}

export function linkIn(message: ArrivedMessage, path: string): string {
  const link = new RegExp(`https?://[^\\s"<>]+${path}[\\w.~-]+`).exec(message.body)?.[0];
  return link ?? '';
}

/** An account for the agent with this number, and its token. */
export async function addAgentAccount(world: StoryWorld, scene: Scene, agentNo: string): Promise<string> {
  const form = ['user', 'add', 'caller', '--role', 'agent', '--agent-no', agentNo, '--password-stdin'];
  await world.command(TUESDAY_LUNCH, form, 'a long enough password');
  return (await scene.command<{ token: string }>('token', 'add', 'caller', '--name', 'desk')).token;
}

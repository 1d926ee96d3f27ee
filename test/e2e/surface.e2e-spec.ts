import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Finished, revisit } from '../support/revisit-process.js';
import { StoryWorld } from './story-world.js';

jest.setTimeout(240_000);

const NOW = '2026-11-24T00:30:00Z';
let world: StoryWorld;

beforeAll(async () => {
  world = await StoryWorld.open();
  await world.begin(NOW, 'web'); // lends the commands its database server
});

afterAll(async () => {
  await world.close();
});

describe('the commands', () => {
  it('answer 0 when done and print exactly one JSON document, logs elsewhere', async () => {
    const [doctor, listed] = await Promise.all([
      say('doctor', '--json'),
      say('allowed', ...question('Asia/Shanghai'), '--json'),
    ]);
    expect([doctor.status, listed.status]).toEqual([0, 0]);
    expect(JSON.parse(doctor.stdout)).toMatchObject({ healthy: expect.any(Boolean), findings: expect.any(Array) });
    expect(JSON.parse(listed.stdout)).toMatchObject({ allowed: false, next: '2026-11-24T01:00:00.000Z' });
  });

  it('answer 1 when refused, and name every fault', async () => {
    const file = world.out('wrong.json');
    await writeFile(file, JSON.stringify({ name: '', kind: 'parade', ladder: ['fax'], colour: 'red' }));
    const refused = await say('campaign', 'create', file, '--json');
    expect(refused.status).toBe(1);
    expect(JSON.parse(refused.stdout)).toHaveProperty('error');
    for (const field of ['name', 'kind', 'ladder', 'colour']) expect(refused.stderr).toContain(field);
  });

  it('answer 1 for what is not there, and 2 for wrong usage', async () => {
    const [missing, unknown, incomplete] = await Promise.all([
      say('campaign', 'status', '77', '--json'),
      say('campaign', 'fly', '1'),
      say('allowed', '--channel', 'pigeon', '--policy', 'CN-default', '--zone', 'Asia/Shanghai', '--at', NOW),
    ]);
    expect([missing.status, unknown.status, incomplete.status]).toEqual([1, 2, 2]);
  });

  it('know no window for a zone that nobody knows', async () => {
    const { status, stdout } = await say('allowed', ...question('Asia/Beijing'), '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ allowed: false, next: null, reason: { code: 'unknown-zone' } });
  });
});

describe('the routes for operators', () => {
  it('say that the process lives and is ready, and keep the metrics private', async () => {
    const base = `http://127.0.0.1:${world.port}`;
    const status = async (path: string) => (await fetch(`${base}${path}`)).status;
    expect(await status('/healthz')).toBe(200);
    expect(await status('/readyz')).toBe(200);
    const fromOutside = { headers: { 'x-forwarded-for': '203.0.113.7' } };
    expect((await fetch(`${base}/metrics`, fromOutside)).status).toBe(403);
    const openapi = (await (await fetch(`${base}/api/openapi.json`)).json()) as { paths: object };
    const paths = Object.keys(openapi.paths);
    const promised = [
      'customers',
      'imports',
      'segments',
      'agents',
      'surveys',
      'templates',
      'policies',
      'campaigns',
      'opt-outs',
      'users',
      'tokens',
      'audit',
      'desk/next',
    ];
    expect(promised.filter((name) => !paths.some((path) => path.startsWith(`/api/v1/${name}`)))).toEqual([]);
    for (const move of ['plan', 'launch', 'pause', 'resume', 'cancel', 'close', 'status', 'contacts']) {
      expect(paths).toContain(`/api/v1/campaigns/{id}/${move}`);
    }
    for (const part of ['record', 'appointment', 'handover']) expect(paths).toContain(`/api/v1/visits/{id}/${part}`);
  });

  it('refuse strangers with a problem document', async () => {
    const response = await fetch(`http://127.0.0.1:${world.port}/api/v1/campaigns`);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      401,
      expect.stringContaining('application/problem+json'),
    ]);
    expect(await response.json()).toHaveProperty('code');
  });
});

function say(...args: string[]): Promise<Finished> {
  return revisit(args, world.env(NOW));
}

function question(zone: string): string[] {
  return ['--channel', 'sms', '--policy', 'CN-default', '--zone', zone, '--at', '2026-11-24 08:30'];
}

import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SentWitness } from './sent-witness.adapter.js';

const one = { attemptId: 1, token: 'a', at: '2026-11-24T01:00:00.000Z' };
const two = { attemptId: 2, token: 'b', at: '2026-11-24T01:00:01.000Z' };

describe('SentWitness', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'witness-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function open(installation = 'home'): Promise<SentWitness> {
    const witness = new SentWitness();
    witness.keepIn(folder);
    witness.belongTo(installation);
    return Promise.resolve(witness);
  }

  it('remembers the last hand-over of each loop, and tells the next process on the machine', async () => {
    const before = await open();
    before.note('sms', one);
    before.note('email', one);
    before.note('sms', two);
    await before.kept();
    expect(await before.all()).toEqual([two, one]);
    const next = await open();
    expect(await next.all()).toEqual([two, one]);
    expect(await (await open('another')).all()).toEqual([]);
  });

  it('forgets what processes left that have ended, or everything', async () => {
    const before = await open();
    before.note('sms', one);
    await before.kept();
    const living = JSON.stringify({ installation: 'home', witnesses: { sms: two } });
    await writeFile(join(folder, '1-living.json'), living);
    await writeFile(join(folder, '2-broken.json'), '{"instal');
    const next = await open();
    expect(await next.all()).toEqual(expect.arrayContaining([one, two]));
    await next.forget('ended');
    expect(await next.all()).toEqual([two]);
    await next.forget('all');
    expect(await readdir(folder)).toEqual([]);
  });
});

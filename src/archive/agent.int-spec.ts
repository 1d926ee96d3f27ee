import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FixedClock } from '../../test/support/fixed-clock.js';
import type { TestDatabase } from '../../test/support/test-database.js';
import { openTestDatabase } from '../../test/support/test-database.js';
import { AuditService } from '../access/audit.service.js';
import { AgentRepository } from './agent.repository.js';
import { AgentService } from './agent.service.js';

const HEADER = 'agent_no,name,team,skills,languages,regions,weight,daily_minutes,shifts,leave';

describe('agents from a file', () => {
  let test: TestDatabase;
  let folder: string;
  let agents: AgentService;
  let audit: AuditService;

  beforeAll(async () => {
    test = await openTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'revisit-agents-'));
    const clock = new FixedClock('2026-11-23T01:00:00Z');
    audit = new AuditService(test.database, clock);
    agents = new AgentService(test.database, new AgentRepository(), audit, clock);
  });
  afterAll(async () => {
    await test.close();
    await rm(folder, { recursive: true });
  });

  const importLines = async (...lines: string[]) => {
    const path = join(folder, 'agents.csv');
    await writeFile(path, lines.join('\n'));
    return agents.importFile(path);
  };
  const FIRST = '010,王芳,一组,VIP;英语,zh-CN,江西省,0.8,6000000000,Mon-Fri 09:00-12:00,2026-12-24';

  it('are created, then unchanged, then updated; each time the sum closes', async () => {
    expect(await importLines(HEADER, FIRST, '011,李娜,,,,,,,,', 'bad,,,,,,,,,')).toMatchObject({
      rows: 3,
      created: 2,
      updated: 0,
      unchanged: 0,
      rejected: 1,
      rejects: [{ line: 4, field: 'name', code: 'required' }],
    });
    expect(await importLines(HEADER, FIRST, '011,李娜,,,,,,,,')).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 2,
    });
    expect(await importLines(HEADER, FIRST, '011,李娜,二组,,,,,,,')).toMatchObject({ updated: 1, unchanged: 1 });
  });

  it('keep the zeros of their number, and all that the file said', async () => {
    expect(await agents.byNo('010')).toMatchObject({
      agentNo: '010',
      skills: ['VIP', '英语'],
      weight: 0.8,
      dailyMinutes: 6_000_000_000,
      shifts: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '12:00' }],
      leave: [{ from: '2026-12-24', to: '2026-12-24' }],
      active: true,
    });
    await expect(agents.byNo('10')).rejects.toThrow('no agent 10');
  });

  it('keep what a file with fewer columns does not speak of', async () => {
    expect(await importLines('工号,姓名', '010,王小芳')).toMatchObject({ updated: 1 });
    expect(await agents.byNo('010')).toMatchObject({ name: '王小芳', weight: 0.8, team: '一组' });
  });

  it('are listed by number, by team if asked', async () => {
    expect((await agents.list()).map(({ agentNo }) => agentNo)).toEqual(['010', '011']);
    const [second] = await agents.list({ team: '二组' });
    expect(await agents.get(second?.id ?? 0)).toMatchObject({ agentNo: '011' });
  });

  it('can be changed one by one: away, inactive, another team; with an entry in the audit trail', async () => {
    const leave = [{ from: '2026-12-01', to: '2026-12-03' }];
    const changed = await agents.update('011', { active: false, leave, team: '三组', weight: 1 }, 'user:alice');
    expect(changed).toMatchObject({ agentNo: '011', name: '李娜', active: false, leave, team: '三组', weight: 1 });
    expect((await agents.list({ active: true })).map(({ agentNo }) => agentNo)).toEqual(['010']);
    const [entry] = await audit.list({ subject: 'agent:011', limit: 10 });
    expect(entry).toMatchObject({ actor: 'user:alice', action: 'agent.update', details: { active: false } });
    expect(entry?.details['fields']).toEqual(['team', 'leave', 'active']);
    await agents.update('011', { active: false }, 'user:alice');
    expect(await audit.list({ subject: 'agent:011', limit: 10 })).toHaveLength(1);
    expect(await agents.update('011', { active: true, shifts: 'daily 00:00-24:00' }, 'cli')).toMatchObject({
      active: true,
      shifts: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
    });
  });

  it('are not changed by a form with faults, nor is anybody who is not there', async () => {
    const faulty = agents.update('011', { name: '', colour: 'red' }, 'cli');
    await expect(faulty).rejects.toMatchObject({ faults: [{ field: 'name' }, { field: 'colour' }] });
    await expect(agents.update('999', { active: false }, 'cli')).rejects.toThrow('no agent 999');
  });

  it('are refused as a whole when the file is no UTF-8 or not there', async () => {
    const path = join(folder, 'gbk.csv');
    await writeFile(path, Buffer.from([0xb9, 0xa4, 0xba, 0xc5, 0x0a]));
    await expect(agents.importFile(path)).rejects.toThrow('UTF-8');
    await expect(agents.importFile(join(folder, 'none.csv'))).rejects.toThrow('cannot be read');
  });

  it('are added by hand too, but no number twice', async () => {
    const form = { agentNo: '077', name: '赵敏', team: '三组', shifts: 'Mon-Fri 09:00-12:00', weight: 1.5 };
    expect(await agents.create(form, 'user:alice')).toMatchObject({
      agentNo: '077',
      team: '三组',
      weight: 1.5,
      shifts: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '12:00' }],
      active: true,
    });
    expect(await audit.list({ subject: 'agent:077', limit: 5 })).toMatchObject([{ action: 'agent.create' }]);
    await expect(agents.create({ agentNo: '077', name: 'another' }, 'user:alice')).rejects.toMatchObject({
      faults: [{ field: 'agentNo', code: 'taken' }],
    });
    await expect(agents.create({ agentNo: ' ' }, 'user:alice')).rejects.toMatchObject({
      faults: [{ field: 'name' }, { field: 'agentNo' }],
    });
  });
});

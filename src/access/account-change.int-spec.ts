import { insertAgent } from '../../test/support/builders.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openTestDatabase } from '../../test/support/test-database.js';
import type { TestDatabase } from '../../test/support/test-database.js';
import { AuditService } from './audit.service.js';
import { TokenService } from './token.service.js';
import { UserService } from './user.service.js';

describe('changing accounts', () => {
  let t: TestDatabase;
  let audit: AuditService;
  let users: UserService;
  let tokens: TokenService;

  beforeAll(async () => {
    t = await openTestDatabase();
    audit = new AuditService(t.database, new FixedClock('2026-11-23T01:00:00Z'));
    users = new UserService(t.database, audit);
    tokens = new TokenService(t.database, users, audit);
  }, 60_000);
  afterAll(() => t.close());

  const add = (login: string, role = 'supervisor') => users.add({ login, password: 'correct horse', role }, 'cli');
  const openSession = (sid: string, userId: number) =>
    t.database.execute(`INSERT INTO sessions (sid, sess, expire) VALUES ($1, $2::json, now() + interval '1 hour')`, [
      sid,
      JSON.stringify({ userId }),
    ]);
  const sessionsOf = (userId: number) =>
    t.database.query(`SELECT sid FROM sessions WHERE sess ->> 'userId' = $1 ORDER BY sid`, [String(userId)]);

  it('changes what is named, leaves the rest, and writes down which fields', async () => {
    const agentId = await insertAgent(t.database, { agent_no: '021' });
    const { id } = await add('mover');
    await users.change(id, { teams: ['east'] }, 'user:admin');
    expect(await users.get(id)).toMatchObject({ name: 'mover', role: 'supervisor', teams: ['east'] });
    await users.change(id, { name: ' Li Na ', role: 'agent', agentNo: '021', teams: [] }, 'user:admin');
    expect(await users.get(id)).toMatchObject({ name: 'Li Na', role: 'agent', agentId, agentNo: '021', teams: [] });
    const [newest] = await audit.list({ subject: 'user:mover', limit: 1 });
    expect(newest).toMatchObject({
      action: 'user.change',
      details: { fields: ['name', 'role', 'agentNo', 'teams'], role: 'agent' },
    });
  });

  it('leaves no trace of a change that changes nothing', async () => {
    const { id } = await add('same');
    await users.change(id, { name: 'same', role: 'supervisor', teams: [] }, 'user:admin');
    expect((await audit.list({ subject: 'user:same', limit: 10 })).map((event) => event.action)).toEqual(['user.add']);
  });

  it('names every fault at once and changes nothing then', async () => {
    const { id } = await add('faulty');
    const change = { name: 'x'.repeat(101), role: 'boss', teams: ['east'] };
    await expect(users.change(id, change, 'user:admin')).rejects.toMatchObject({
      faults: [{ field: 'name' }, { field: 'role' }, { field: 'teams' }],
    });
    await expect(users.change(id, { role: 'agent' }, 'user:admin')).rejects.toMatchObject({
      faults: [{ field: 'agentNo', code: 'missing' }],
    });
    await expect(users.change(id, { agentNo: '999' }, 'user:admin')).rejects.toMatchObject({
      faults: [{ field: 'agentNo', code: 'unknown-agent' }],
    });
    expect(await users.get(id)).toMatchObject({ name: 'faulty', role: 'supervisor' });
    await expect(users.change(987_654, { name: 'x' }, 'user:admin')).rejects.toThrow('There is no user');
  });

  it('keeps the last enabled administrator, and lets one of two go', async () => {
    const first = await add('root', 'admin');
    const refusal = { reason: { code: 'last-admin' } };
    await expect(users.setEnabled(first.id, false, 'user:root')).rejects.toMatchObject(refusal);
    await expect(users.change(first.id, { role: 'manager' }, 'user:root')).rejects.toMatchObject(refusal);
    const second = await add('root2', 'admin');
    await users.setEnabled(first.id, false, 'user:root2');
    await expect(users.setEnabled(second.id, false, 'user:root2')).rejects.toMatchObject(refusal);
    await users.setEnabled(first.id, true, 'user:root2');
    await users.change(second.id, { role: 'manager' }, 'user:root');
    expect(await users.get(second.id)).toMatchObject({ role: 'manager' });
  });

  it('ends sessions and tokens of a disabled account for good', async () => {
    const { id } = await add('leaver');
    const { token } = await tokens.add('leaver', 'script', 'cli');
    await openSession('leaver-1', id);
    await openSession('other-1', id + 1);
    await users.setEnabled(id, false, 'user:admin');
    expect(await sessionsOf(id)).toEqual([]);
    expect(await sessionsOf(id + 1)).toHaveLength(1);
    await users.setEnabled(id, true, 'user:admin');
    expect(await tokens.findAccount(token)).toBeNull();
    expect(await users.findEnabled(id)).toMatchObject({ login: 'leaver' });
  });

  it('signs out everywhere but here when a password changes', async () => {
    const { id } = await add('careful');
    for (const sid of ['careful-here', 'careful-there']) await openSession(sid, id);
    await users.setPassword(id, 'another horse', 'user:careful', 'careful-here');
    expect(await sessionsOf(id)).toEqual([{ sid: 'careful-here' }]);
    await expect(users.signIn('careful', 'another horse', 'x')).resolves.toMatchObject({ id });
  });

  it('asks for the present password, and counts wrong ones like failed sign-ins', async () => {
    const { id } = await add('owner');
    await expect(users.checkOwnPassword(id, 'correct horse', 'x')).resolves.toBeUndefined();
    await expect(users.checkOwnPassword(id, 'wrong', 'x')).rejects.toMatchObject({
      faults: [{ field: 'current', code: 'wrong-password' }],
    });
    const failure = { actor: 'user:owner', action: 'user.sign-in-failed', subject: 'login:owner' };
    for (let i = 0; i < 9; i += 1) await audit.record(failure);
    await expect(users.checkOwnPassword(id, 'correct horse', 'x')).rejects.toMatchObject({
      reason: { code: 'too-many-failures' },
    });
  });
});

import { insertAgent } from '../../test/support/builders.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openTestDatabase } from '../../test/support/test-database.js';
import type { TestDatabase } from '../../test/support/test-database.js';
import { AuditService } from './audit.service.js';
import { TokenService } from './token.service.js';
import { UserService } from './user.service.js';

describe('accounts and tokens', () => {
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

  const add = (login: string) => users.add({ login, password: 'correct horse', role: 'supervisor' }, 'cli');

  it('signs in with the right password, whatever the case of the login', async () => {
    await add('Alice');
    const account = await users.signIn('  ALICE ', 'correct horse', '127.0.0.1');
    expect(account).toEqual({
      id: expect.any(Number),
      login: 'alice',
      name: 'alice',
      role: 'supervisor',
      agentId: null,
      locale: null,
      teams: [],
      teamAgentIds: null,
    });
  });

  it('knows the agents of a supervisor’s teams, with the token too, and gives teams to nobody else', async () => {
    const one = await insertAgent(t.database, { agent_no: 'team-1', team: 'east' });
    await insertAgent(t.database, { agent_no: 'team-2', team: 'west' });
    const lead = await add('lead');
    await users.change(lead.id, { teams: [' east ', 'east', ''] }, 'cli');
    expect(await users.findEnabled(lead.id)).toMatchObject({ teams: ['east'], teamAgentIds: [one] });
    const { token } = await tokens.add('lead', 'script', 'cli');
    expect(await tokens.findAccount(token)).toMatchObject({ teamAgentIds: [one] });
    await users.change(lead.id, { teams: ['nowhere'] }, 'cli');
    expect(await users.findEnabled(lead.id)).toMatchObject({ teamAgentIds: [] });
    const boss = { login: 'boss', password: 'correct horse', role: 'manager', teams: ['east'] };
    await expect(users.add(boss, 'cli')).rejects.toMatchObject({ faults: [{ field: 'teams' }] });
  });

  it('keeps no password in the database', async () => {
    await add('kept');
    const row = await t.database.one<{ hash: string }>(`SELECT password_hash AS hash FROM users WHERE login = 'kept'`);
    expect(row.hash).toMatch(/^scrypt\$/);
    expect(row.hash).not.toContain('correct');
  });

  it('gives a wrong password and an unknown login the same answer', async () => {
    await add('carol');
    for (const login of ['carol', 'nobody']) {
      await expect(users.signIn(login, 'wrong', '127.0.0.1')).rejects.toMatchObject({
        reason: { code: 'wrong-credentials' },
      });
    }
  });

  it('closes a login for a while after ten failures, even to the right password, and leaves the others alone', async () => {
    await add('dora');
    await add('other');
    await expect(users.signIn('dora', 'wrong', 'x')).rejects.toThrow();
    // Nine more, as sign-in writes them down: deriving a key for each would take seconds.
    const failure = { actor: 'anonymous', action: 'user.sign-in-failed', subject: 'login:dora' };
    for (let i = 0; i < 9; i += 1) await audit.record(failure);
    await expect(users.signIn('dora', 'correct horse', 'x')).rejects.toMatchObject({
      reason: { code: 'too-many-failures' },
    });
    await expect(users.signIn('other', 'correct horse', 'x')).resolves.toMatchObject({ login: 'other' });
  });

  it('refuses a login that is taken and an agent that does not exist', async () => {
    await add('eve');
    await expect(add('eve')).rejects.toMatchObject({ faults: [{ field: 'login', code: 'taken' }] });
    await expect(
      users.add({ login: 'f', password: 'correct horse', role: 'agent', agentNo: '999' }, 'cli'),
    ).rejects.toMatchObject({ faults: [{ field: 'agentNo', code: 'unknown-agent' }] });
  });

  it('ties an agent to its number, leading zero kept', async () => {
    const agentId = await insertAgent(t.database, { agent_no: '010' });
    const made = await users.add(
      { login: 'agent010', password: 'correct horse', role: 'agent', agentNo: '010' },
      'cli',
    );
    expect(made.agentId).toBe(agentId);
    expect((await users.list()).find((row) => row.login === 'agent010')?.agentNo).toBe('010');
  });

  it('shuts a disabled account out at once: session, password and token', async () => {
    const account = await add('gone');
    const { token } = await tokens.add('gone', 'script', 'cli');
    await users.setEnabled(account.id, false, 'user:admin');
    expect(await users.findEnabled(account.id)).toBeNull();
    expect(await tokens.findAccount(token)).toBeNull();
    await expect(users.signIn('gone', 'correct horse', 'x')).rejects.toThrow();
  });

  it('shows a token once and keeps only its hash', async () => {
    await add('script');
    const { id, token } = await tokens.add('script', 'nightly', 'cli');
    expect(token).toMatch(/^rvt_[\w-]{43}$/);
    expect(await tokens.findAccount(token)).toMatchObject({ login: 'script' });
    expect(JSON.stringify(await tokens.list('script'))).not.toContain(token.slice(4));
    await tokens.revoke(id, 'cli');
    expect(await tokens.findAccount(token)).toBeNull();
  });

  it('does not know a token that nobody made', async () => {
    expect(await tokens.findAccount('rvt_nothing')).toBeNull();
    expect(await tokens.findAccount('x'.repeat(5000))).toBeNull();
  });

  it('writes down who did what, newest first, page by page', async () => {
    await users.setPassword((await add('henry')).id, 'another horse', 'user:root');
    const [newest] = await audit.list({ subject: 'user:henry', limit: 1 });
    expect(newest).toMatchObject({ actor: 'user:root', action: 'user.set-password' });
    const older = await audit.list({ subject: 'user:henry', before: newest?.id, limit: 10 });
    expect(older.map((event) => event.action)).toEqual(['user.add']);
    expect(JSON.stringify([newest, older])).not.toContain('horse');
  });

  it('rolls the trail back together with what it tells of', async () => {
    const failing = t.database.transaction(async (tx) => {
      await audit.audit(tx, { actor: 'cli', action: 'test.undone' });
      throw new Error('undone');
    });
    await expect(failing).rejects.toThrow('undone');
    expect(await audit.list({ action: 'test.undone', limit: 10 })).toEqual([]);
  });
});

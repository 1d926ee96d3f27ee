import { actorOf, checkAccountForm, checkPassword } from './account.js';

const good = { login: 'alice', password: 'correct horse', role: 'supervisor' };

describe('a new account', () => {
  it('passes when login, role and password are good', () => {
    expect(checkAccountForm(good)).toEqual([]);
    expect(checkAccountForm({ ...good, login: '张三' })).toEqual([]);
  });

  it('names every fault at once', () => {
    const faults = checkAccountForm({ login: 'a b', password: 'short', role: 'boss' });
    expect(faults.map((fault) => fault.field)).toEqual(['login', 'role', 'password']);
  });

  it('needs the agent number for an agent', () => {
    expect(checkAccountForm({ ...good, role: 'agent' }).map((fault) => fault.field)).toEqual(['agentNo']);
    expect(checkAccountForm({ ...good, role: 'agent', agentNo: '010' })).toEqual([]);
  });

  it('counts characters of a password, not units', () => {
    expect(checkPassword('𠮷𠮷𠮷𠮷').map((fault) => fault.code)).toEqual(['too-short']);
    expect(checkPassword('x'.repeat(1025)).map((fault) => fault.code)).toEqual(['too-long']);
  });

  it('is named by its login in the trail', () => {
    expect(actorOf({ login: 'alice' })).toBe('user:alice');
  });
});

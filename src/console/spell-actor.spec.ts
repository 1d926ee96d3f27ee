import { spellActor } from './spell-actor.js';

const catalogue = {
  'console.actor.system': 'Revisit',
  'console.actor.packaged': 'comes with Revisit',
  'console.actor.customer': 'the customer',
};

describe('who acted', () => {
  it('is an account by its login, an agent by the number', () => {
    expect(spellActor('user:supervisor', catalogue)).toBe('supervisor');
    expect(spellActor('010', catalogue)).toBe('010');
  });

  it('is said in words where it was no person of the house', () => {
    expect(spellActor('system:dispatch', catalogue)).toBe('Revisit');
    expect(spellActor('packaged', catalogue)).toBe('comes with Revisit');
    expect(spellActor('customer', catalogue)).toBe('the customer');
  });
});

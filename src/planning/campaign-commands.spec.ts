import { RefusedError } from '../kernel/faults.js';
import { CAMPAIGN_STATES } from '../kernel/words.js';
import { COMMAND_STATES, demandState } from './campaign-commands.js';
import type { CampaignCommand } from './campaign-commands.js';

const COMMANDS = Object.keys(COMMAND_STATES) as CampaignCommand[];
const cases = COMMANDS.flatMap((command) => CAMPAIGN_STATES.map((state) => [command, state] as const));

describe('a command to a campaign', () => {
  it.each(cases)('%s in state %s is taken or refused with what to do', (command, state) => {
    const demand = (): void => demandState({ id: 7, state }, command);
    if (COMMAND_STATES[command].includes(state)) expect(demand).not.toThrow();
    else expect(demand).toThrow(RefusedError);
  });

  it('names state and way out', () => {
    expect(() => demandState({ id: 7, state: 'draft' }, 'launch')).toThrow(
      'Cannot launch campaign 7: it is draft. Plan it first.',
    );
  });
});

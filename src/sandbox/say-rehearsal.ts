import type { Range, Rehearsal } from './rehearsal-summary.js';

/** A rehearsal as lines for people; programs read the JSON. */
export function sayRehearsal({ runs, audience, visits, answered, ends, ...rehearsal }: Rehearsal): string {
  const { timeline, responses, missed, agents, rates, excluded } = rehearsal;
  const left = Object.entries(excluded).map(([code, count]) => `${count} ${code}`);
  return [
    `${runs} runs; each number is the median, with the 10 % and 90 % marks. Nothing was written.`,
    `Audience ${audience}: ${visits} visits${left.length > 0 ? `, left out ${left.join(', ')}` : ''}`,
    `Answers ${say(answered)}; ${Object.entries(ends)
      .map(([state, range]) => `${state} ${say(range)}`)
      .join(', ')}`,
    '',
    'Day         sms · email · calls · answers · waiting at its end',
    ...timeline.map(({ date, sms, email, call, answered: given, waiting }) =>
      [date, ...[sms, email, call, given, waiting].map(say)].join('  '),
    ),
    '',
    ...responses.map(
      (one) => `${one.channel}: sent ${say(one.sent)}, arrived ${say(one.arrived)}, answered ${say(one.answered)}`,
    ),
    ...missed.reasons.map(({ code, ...range }) => `not reached, ${code}: ${say(range)}`),
    ...agents.flatMap(({ agentNo, days }) =>
      days
        .filter(({ calls }) => calls.high > 0)
        .map((day) => `agent ${agentNo} ${day.date}: ${say(day.minutes)} of ${day.shiftMinutes} minutes`),
    ),
    ...rates.map(
      ({ channel, rung, answered: share, visits: seen, isDefault }) =>
        `rate of ${channel} on rung ${rung + 1}: ${(share * 100).toFixed(1)} % answer (${seen} visits${isDefault ? ', assumed' : ''})`,
    ),
  ].join('\n');
}

function say({ low, median, high }: Range): string {
  return low === high ? String(median) : `${median} (${low}–${high})`;
}

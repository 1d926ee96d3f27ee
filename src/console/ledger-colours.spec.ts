import { readStyles } from './assets.adapter.js';
import { PART_COLOURS } from '../reports/report-charts.adapter.js';

it('paints the ledger in the console as in the report and its PDF', () => {
  const css = readStyles().toString('utf8');
  for (const [part, colour] of Object.entries(PART_COLOURS)) {
    const variable = `--${part.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace('_', '-')}`;
    const values = [...css.matchAll(new RegExp(`${variable}: (#[0-9a-f]+);`, 'g'))].map((match) => match[1]);
    expect(new Set([variable, ...values])).toEqual(new Set([variable, colour]));
  }
});

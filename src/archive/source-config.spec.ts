import { InputError } from '../kernel/faults.js';
import { parseSource, withKnownPassword } from './source-config.js';

const FOLDER = { kind: 'folder', name: 'CRM', dailyAt: '06:30', folder: '/data/crm' };

const fieldsOf = (input: unknown): string[] => {
  try {
    parseSource(input);
    return [];
  } catch (error) {
    return error instanceof InputError ? error.faults.map(({ field }) => field) : ['surprise'];
  }
};

describe('a source', () => {
  it('is taken with its defaults', () => {
    expect(parseSource(FOLDER)).toMatchObject({ enabled: true, endings: ['.csv', '.xlsx'], import: {} });
  });

  it('names every fault at once, those of its import options too', () => {
    const input = { ...FOLDER, folder: 'crm', dailyAt: '25:00', import: { key: 'shoe-size' } };
    expect(fieldsOf(input).sort()).toEqual(['dailyAt', 'folder', 'import.key']);
    expect(fieldsOf({ ...FOLDER, import: { consent: ['sms'] } })).toEqual(['import.evidence']);
  });

  it.each([null, 7, 'text', [], {}])('is refused when the document is %p', (input) => {
    expect(fieldsOf(input)).not.toEqual([]);
    expect(fieldsOf(input)).not.toContain('surprise');
    expect(fieldsOf(input).every((field) => field !== '')).toBe(true);
  });
});

describe('an address that comes back as it was shown', () => {
  const known = parseSource({
    ...{ name: 'CRM', kind: 'sql', dailyAt: '06:30', query: 'SELECT 1' },
    url: 'postgresql://reader:geheim@db.example.com/crm',
  });
  const shown = (url: string) => ({ name: 'CRM', kind: 'sql', url });

  it('keeps the password that is known', () => {
    const kept = withKnownPassword(shown('postgresql://reader:***@db.example.com/crm'), known);
    expect(kept).toMatchObject({ url: 'postgresql://reader:geheim@db.example.com/crm' });
    const anew = shown('postgresql://reader:neu@db.example.com/crm');
    expect(withKnownPassword(anew, known)).toBe(anew);
  });

  it.each([['postgresql://reader:***@elsewhere.example.com/crm'], ['postgresql://root:***@db.example.com/crm']])(
    'asks for it again for %s',
    (url) => {
      expect(() => withKnownPassword(shown(url), known)).toThrow('Type the password again');
      expect(() => withKnownPassword(shown(url), null)).toThrow('Type the password again');
    },
  );
});

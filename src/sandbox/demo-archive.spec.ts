import { parseAgentFile } from '../archive/agent-file.js';
import { fieldOfHeader } from '../archive/header-names.js';
import { normaliseEmail } from '../archive/normalise-email.js';
import { normalisePhones } from '../archive/normalise-phone.js';
import { csvLine } from './csv-line.js';
import { AGENT_HEADERS, generateAgents } from './demo-agents.js';
import { CUSTOMER_HEADERS, generateCustomers } from './demo-archive.js';
import type { CustomerRecord } from './demo-archive.js';
import { CONTACT_SHARES, contactCase, mobileNumber } from './demo-contact.js';

const TODAY = '2026-11-23';
const rows = [...generateCustomers(5000, 1, TODAY)];
const count = (test: (row: CustomerRecord) => boolean) => rows.filter(test).length;
const phones = new Map(rows.map((row) => [row, normalisePhones(row.phone, row.country)]));
const phonesOf = (row: CustomerRecord) => phones.get(row) ?? [];

describe('the customers of the demo archive', () => {
  it('are the same for the same seed and date, and others for another seed', () => {
    expect(JSON.stringify([...generateCustomers(5000, 1, TODAY)])).toBe(JSON.stringify(rows));
    expect([...generateCustomers(50, 2, TODAY)]).not.toEqual(rows.slice(0, 50));
  });

  it('begin alike, whatever the size', () => {
    expect([...generateCustomers(40, 1, TODAY)]).toEqual(rows.slice(0, 40));
    expect([...generateCustomers(0, 1, TODAY)]).toEqual([]);
  });

  it('fill columns that an import knows, each with a number of its own', () => {
    const own = CUSTOMER_HEADERS.filter((header) => fieldOfHeader(header) === null);
    expect(own).toEqual(['剩余课时', '学习时间']);
    expect(new Set(rows.map((row) => row.customer_no)).size).toBe(5000);
    expect(rows.every((row) => Object.keys(row).length === CUSTOMER_HEADERS.length)).toBe(true);
    expect(rows.every((row) => row.name !== '' && row.name.normalize('NFC') === row.name)).toBe(true);
  });

  it('have exact shares of what is awkward to reach', () => {
    const cases = new Map<string, number>();
    for (let slot = 0; slot < 1000; slot += 1) cases.set(contactCase(slot), (cases.get(contactCase(slot)) ?? 0) + 1);
    const { ordinary, ...awkward } = Object.fromEntries(cases);
    expect(awkward).toEqual(CONTACT_SHARES);
    expect(ordinary).toBe(860);
    expect(count((row) => row.phone === '' && row.email === '')).toBe(50);
  });

  it('can be called on numbers that are valid in form, except where they should not', () => {
    const points = rows.flatMap(phonesOf);
    const unusable = points.filter((point) => point.address === null);
    expect(unusable.length).toBeGreaterThan(30);
    expect(unusable.length).toBeLessThanOrEqual(50);
    expect(points.filter((point) => point.phoneType === 'mobile').length).toBeGreaterThan(4000);
    const abroad = rows.filter((row) => row.country !== 'CN').flatMap(phonesOf);
    expect(abroad.filter((point) => point.address === null)).toEqual([]);
  });

  it('write only to example.com and example.org', () => {
    const points = rows.map((row) => normaliseEmail(row.email)).filter((point) => point !== null);
    const usable = points.flatMap(({ address }) => (address === null ? [] : [address.split('@')[1]]));
    expect([...new Set(usable)].sort()).toEqual(['example.com', 'example.org']);
    expect(points.length - usable.length).toBeGreaterThan(60);
  });

  it('share a number here and there, and otherwise have their own', () => {
    const owners = new Map<string, number>();
    for (const { address } of rows.flatMap(phonesOf)) if (address) owners.set(address, (owners.get(address) ?? 0) + 1);
    const shared = [...owners.values()].filter((holders) => holders > 1).length;
    expect(shared).toBeGreaterThan(80);
    expect(shared).toBeLessThan(130);
    const numbers = new Set(Array.from({ length: 100_000 }, (_, index) => mobileNumber(index)));
    expect(numbers.size).toBe(100_000);
  });

  it('have every awkward case that planning and dispatch must meet', () => {
    const cases: Record<string, (row: CustomerRecord) => boolean> = {
      'name outside the basic plane': (row) => [...row.name].length !== row.name.length,
      'no gender': (row) => row.gender === '',
      'silence on every channel': (row) => row.do_not_contact === 'all',
      'denied calls': (row) => row.consent_call === 'denied',
      'no word on marketing': (row) => row.consent_marketing === '',
      'expired card': (row) => row.card_expires_on !== '' && row.card_expires_on < TODAY,
      'card that expires soon': (row) => row.card_expires_on >= TODAY && row.card_expires_on <= '2026-12-23',
      'recent service': (row) => row.last_service_at >= '2026-11-20',
      'birthday in the coming week': (row) => row.birthday.slice(5) >= '11-23' && row.birthday.slice(5) <= '11-30',
      'born on 29 February': (row) => row.birthday.endsWith('-02-29'),
      'no owner': (row) => row.owner_agent_no === '',
      'required skill': (row) => row.required_skill === 'VIP',
      'skill that nobody has': (row) => row.required_skill === '手语',
      'Xinjiang without a zone': (row) => row.province.startsWith('新疆') && row.timezone === '',
      'another country with its zone': (row) => row.timezone === 'America/New_York',
      'another country without a zone': (row) => row.country === 'DE' && row.timezone === '',
      'a person to talk to': (row) => row.contact_relation === '母亲',
      prospect: (row) => row.lifecycle === 'prospect',
    };
    expect(Object.entries(cases).filter(([, test]) => count(test) < 5)).toEqual([]);
  });

  it('were served before today, by agents who exist', () => {
    const agents = new Set(['', ...generateAgents(1, TODAY).map((agent) => agent.agent_no)]);
    expect(rows.filter((row) => row.last_service_at >= TODAY)).toEqual([]);
    const unknown = rows.filter((row) => !agents.has(row.owner_agent_no) || !agents.has(row.last_served_by));
    expect(unknown).toEqual([]);
  });

  it('have birthdays that exist', () => {
    const born = rows.map((row) => row.birthday).filter((birthday) => birthday !== '');
    expect(born.filter((day) => new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day)).toEqual([]);
  });
});

describe('the agents of the demo archive', () => {
  const agents = generateAgents(1, TODAY);
  const text = [AGENT_HEADERS.join(',') + '\r\n', ...agents.map((agent) => csvLine(AGENT_HEADERS, agent))].join('');

  it('are twenty, each one taken by the import', () => {
    const file = parseAgentFile(text);
    expect([file.rows, file.rejects]).toEqual([20, []]);
    expect(file.agents.map(({ agentNo }) => agentNo)).toContain('010');
  });

  it('work at hours that cover China, Europe and America, and some are away', () => {
    const { agents: parsed } = parseAgentFile(text);
    const starts = new Set(parsed.flatMap(({ shifts }) => shifts?.map(({ from }) => from) ?? []));
    expect([...starts]).toEqual(expect.arrayContaining(['09:00', '16:00', '21:00']));
    expect(parsed.filter(({ leave }) => leave?.length).length).toBe(3);
  });

  it('are others away for another seed', () => {
    expect(generateAgents(2, TODAY)).not.toEqual(agents);
    expect(generateAgents(1, TODAY)).toEqual(agents);
  });
});

describe('a line of CSV', () => {
  it('quotes what needs it', () => {
    expect(csvLine(['a', 'b', 'c', 'd'], { a: '1,2', b: 'say "x"', c: '一\n二' })).toBe(
      '"1,2","say ""x""","一\n二",\r\n',
    );
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from './faults.js';
import { readId } from './read-id.js';
import { readJson } from './read-json.adapter.js';

describe('the number in an argument', () => {
  it('is read', () => {
    expect(readId('42', 'campaign')).toBe(42);
  });

  it.each(['abc', '', ' ', '0', '-3', '1.5', '1e3', '0x10', '99999999999999999999'])('is refused: %p', (text) => {
    expect(() => readId(text, 'source')).toThrow(InputError);
    expect(() => readId(text, 'source')).toThrow(`"${text}" is not the number of a source`);
  });
});

describe('a JSON file of a command', () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'revisit-json-'))));
  afterAll(() => rm(folder, { recursive: true }));

  const written = async (text: string) => {
    const file = join(folder, 'given.json');
    await writeFile(file, text);
    return file;
  };

  it('is read, with a byte order mark too', async () => {
    expect(await readJson(await written('\uFEFF{"name":"国庆"}'))).toEqual({ name: '国庆' });
  });

  it('is named when it is no JSON', async () => {
    const file = await written('{ name: 1 }');
    await expect(readJson(file)).rejects.toMatchObject({ faults: [{ field: file, code: 'not-json' }] });
  });

  it('is named when it cannot be read', async () => {
    const file = join(folder, 'missing.json');
    await expect(readJson(file)).rejects.toMatchObject({ faults: [{ field: file, code: 'unreadable' }] });
    await expect(readJson(folder)).rejects.toMatchObject({ faults: [{ field: folder, code: 'unreadable' }] });
  });
});

import { jest } from '@jest/globals';
import { runOpened } from './run-command.js';

const opened = { close: () => Promise.resolve() };

describe('a command', () => {
  const written: Record<'stdout' | 'stderr', string> = { stdout: '', stderr: '' };

  beforeEach(() => {
    for (const name of ['stdout', 'stderr'] as const) {
      written[name] = '';
      const write = (line: string, done?: unknown) => {
        written[name] += line;
        if (typeof done === 'function') (done as () => void)();
        return true;
      };
      jest.spyOn(process[name], 'write').mockImplementation(write as never);
    }
  });

  afterEach(() => jest.restoreAllMocks());

  const outcome = async (failure: { failure?: string }, json = false) => {
    const state = { status: 0 };
    const output = { json: { ok: false }, text: 'the text', ...failure };
    await runOpened(
      { json },
      state,
      () => Promise.resolve(opened),
      () => Promise.resolve(output),
    );
    return { status: state.status, ...written };
  };

  it('ends with 0 when it is done', async () => {
    expect(await outcome({})).toEqual({ status: 0, stdout: 'the text\n', stderr: '' });
  });

  it('ends with 1 and says why on standard error, when what it found is not as it must be', async () => {
    expect(await outcome({ failure: 'rule x is broken' })).toEqual({
      status: 1,
      stdout: 'the text\n',
      stderr: 'rule x is broken\n',
    });
  });

  it('prints one JSON document then as well', async () => {
    const { status, stdout } = await outcome({ failure: 'rule x is broken' }, true);
    expect({ status, json: JSON.parse(stdout) as unknown }).toEqual({ status: 1, json: { ok: false } });
  });
});

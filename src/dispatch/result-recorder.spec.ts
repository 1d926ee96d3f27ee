import { ResultRecorder } from './result-recorder.worker.js';

describe('the recorder of results', () => {
  it('writes together what comes together', async () => {
    const written: number[][] = [];
    const recorder = new ResultRecorder<number>((results) => Promise.resolve(void written.push([...results])), fail);
    for (let n = 1; n <= 3; n += 1) recorder.add(n);
    await recorder.flushed();
    expect(written).toEqual([[1, 2, 3]]);
    expect(recorder.kept).toBe(0);
  });

  it('writes one batch at a time, and what came meanwhile in the next one', async () => {
    const written: number[][] = [];
    const recorder = new ResultRecorder<number>((results) => {
      written.push([...results]);
      if (written.length === 1) for (let n = 101; n <= 160; n += 1) recorder.add(n);
      return Promise.resolve();
    }, fail);
    for (let n = 1; n <= 50; n += 1) recorder.add(n);
    await recorder.flushed();
    expect(written.map((batch) => batch.length)).toEqual([50, 60]);
  });

  it('keeps what could not be written, and writes it when the database is back', async () => {
    const written: number[][] = [];
    const kept: number[] = [];
    let isAway = true;
    const recorder = new ResultRecorder<number>(
      (results) => {
        if (isAway) return Promise.reject(new Error('the database is away'));
        return Promise.resolve(void written.push([...results]));
      },
      (_, count) => {
        kept.push(count);
        isAway = false;
        recorder.add(3);
      },
    );
    recorder.add(1);
    recorder.add(2);
    await recorder.flushed();
    expect(kept).toEqual([2]);
    expect(written).toEqual([[1, 2, 3]]);
  });
});

function fail(error: Error): never {
  throw error;
}

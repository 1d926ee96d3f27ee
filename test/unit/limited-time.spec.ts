import { limited } from '../support/runner/limited.js';

describe('the time of a test', () => {
  it('ends one that hangs', async () => {
    const hangs = limited(() => new Promise(() => undefined), 1);
    await expect(hangs()).rejects.toThrow('It took longer than 1 ms.');
  });

  it('leaves the result and the failure of one that ends to be seen', async () => {
    await expect(limited(() => Promise.resolve(7), 30_000)()).resolves.toBe(7);
    const fails = () => {
      throw new Error('as it was meant');
    };
    await expect(limited(fails, 30_000)()).rejects.toThrow('as it was meant');
  });
});

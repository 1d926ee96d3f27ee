import { InputError, NotFoundError, RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import { toProblem } from './problem-document.js';

describe('what the outside learns of an error', () => {
  it('is every fault of an input', () => {
    const faults = [
      { field: 'name', code: 'missing', message: 'A name is needed.' },
      { field: 'ladder.0', code: 'unknown-channel', message: 'No such channel.' },
    ];
    expect(toProblem(new InputError(faults), 'r1')).toMatchObject({
      status: 422,
      code: 'invalid-input',
      errors: faults,
    });
  });

  it('is the reason of a refusal', () => {
    const refusal = new RefusedError(reason('not-planned', { state: 'draft' }), 'Plan the campaign first.');
    expect(toProblem(refusal, 'r1')).toMatchObject({
      status: 409,
      code: 'not-planned',
      detail: 'Plan the campaign first.',
      reason: { code: 'not-planned', params: { state: 'draft' } },
    });
  });

  it('is what is not there', () => {
    expect(toProblem(new NotFoundError('campaign', 9), 'r1')).toMatchObject({
      status: 404,
      detail: 'There is no campaign 9.',
    });
  });

  it('is nothing of a surprise but the id of the request', () => {
    const told = JSON.stringify(toProblem(new Error('password of db is hunter2'), 'r42'));
    expect(told).not.toContain('hunter2');
    expect(JSON.parse(told)).toMatchObject({ status: 500, instance: 'urn:revisit:request:r42' });
    expect(toProblem('thrown text', 'r1').status).toBe(500);
    expect(toProblem(null, 'r1').status).toBe(500);
  });

  it('keeps the status that the framework or a middleware chose', () => {
    expect(toProblem(Object.assign(new Error('too big'), { status: 413 }), 'r1')).toMatchObject({
      status: 413,
      code: 'too-large',
    });
    expect(toProblem({ getStatus: () => 403 }, 'r1')).toMatchObject({ status: 403, code: 'forbidden' });
    expect(toProblem(Object.assign(new Error('x'), { status: 403, code: 'bad-csrf-token' }), 'r1').code).toBe(
      'bad-csrf-token',
    );
  });
});

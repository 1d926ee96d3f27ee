// The runner waits for ever: here a test or a hook that hangs gets the end that Jest would give it.
import { addEventHandler, getState } from 'jest-circus';
import { limited } from './limited.ts';

// A busy machine is slow, not wrong.
const DEFAULT_MS = 30_000;
/** By the state of a file, which each file begins anew. */
const chosen = new WeakMap();

globalThis.jest.setTimeout = (ms) => {
  chosen.set(getState(), ms);
  return globalThis.jest;
};

function limitNewest({ name, timeout }) {
  const { children, hooks } = getState().currentDescribeBlock;
  const newest = { add_test: children, add_hook: hooks }[name]?.at(-1);
  if (newest?.fn) newest.fn = limited(newest.fn, timeout ?? chosen.get(getState()) ?? DEFAULT_MS);
}

addEventHandler(limitNewest);

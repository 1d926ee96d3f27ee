// What a test imports from '@jest/globals' are the globals of the runner.
export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test } = globalThis;

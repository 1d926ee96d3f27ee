import { InputError, NotFoundError, RefusedError } from './kernel/faults.js';

/** What a refused command says: to people, and to programs. */
export interface Failure {
  readonly text: string;
  readonly json: {
    readonly code: string;
    readonly message: string;
    readonly errors?: readonly unknown[];
    readonly reason?: unknown;
  };
}

const EXPECTED = ['SettingsError', 'DatabaseUnfitError', 'DataFolderError', 'EmbeddedServerError', 'StartRefusedError'];

/** An error as its user should read it. Only a surprise comes with its stack. */
export function sayFailure(error: unknown): Failure {
  if (error instanceof InputError) {
    return { text: error.message, json: { code: 'invalid-input', message: error.message, errors: error.faults } };
  }
  if (error instanceof RefusedError) {
    return { text: error.message, json: { code: error.reason.code, message: error.message, reason: error.reason } };
  }
  if (error instanceof NotFoundError)
    return { text: error.message, json: { code: 'not-found', message: error.message } };
  if (error instanceof Error && EXPECTED.includes(error.name)) {
    return { text: error.message, json: { code: error.name, message: error.message } };
  }
  const surprise = error instanceof Error ? error : new Error(String(error));
  return {
    text: `Unexpected: ${surprise.stack ?? surprise.message}`,
    json: { code: 'unexpected', message: surprise.message },
  };
}

import { InputError, NotFoundError, RefusedError } from '../kernel/faults.js';
import type { Fault } from '../kernel/faults.js';
import type { Reason } from '../kernel/reason.js';

/** An error as RFC 9457 tells it, with our `code`, the faults of an input, and the reason of a refusal. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly instance: string;
  readonly errors?: readonly Fault[];
  readonly reason?: Reason;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Sign-in needed',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Refused',
  413: 'Too large',
  415: 'Unknown content type',
  422: 'Input cannot be taken',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Not ready',
};
const CODES: Readonly<Record<number, string>> = {
  400: 'bad-request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  409: 'refused',
  413: 'too-large',
  415: 'unknown-content-type',
  422: 'invalid-input',
  429: 'too-many-requests',
  503: 'not-ready',
};

/**
 * What the outside learns of an error. Of a surprise it learns only the request's id (`instance`), under which the log has
 * the rest. `unique_violation` and `foreign_key_violation` of PostgreSQL are refusals, not surprises.
 */
export function toProblem(error: unknown, requestId: string): ProblemDocument {
  if (error instanceof InputError) {
    return {
      ...problem(422, 'invalid-input', 'Some fields cannot be taken; see errors.', requestId),
      errors: error.faults,
    };
  }
  if (error instanceof RefusedError) {
    return { ...problem(409, error.reason.code, error.message, requestId), reason: error.reason };
  }
  if (error instanceof NotFoundError) return problem(404, 'not-found', error.message, requestId);
  const status = statusOf(error);
  if (status === null || status >= 500) {
    const known = status === 503 ? 503 : 500;
    return problem(
      known,
      CODES[known] ?? 'internal-error',
      'Something went wrong on our side. The log has it under this id.',
      requestId,
    );
  }
  const code = codeOf(error) ?? CODES[status] ?? 'bad-request';
  return problem(status, code, error instanceof Error ? error.message : (TITLES[status] ?? ''), requestId);
}

function problem(status: number, code: string, detail: string, requestId: string): ProblemDocument {
  const title = TITLES[status] ?? 'Error';
  return {
    type: `urn:revisit:problem:${code}`,
    title,
    status,
    detail,
    code,
    instance: `urn:revisit:request:${requestId}`,
  };
}

/** The status that an error of Nest (`getStatus`) or of an Express middleware (`status`) names. */
function statusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null) return null;
  const candidate = error as { getStatus?: unknown; status?: unknown };
  const status =
    typeof candidate.getStatus === 'function' ? (candidate.getStatus as () => unknown)() : candidate.status;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : null;
}

function codeOf(error: unknown): string | null {
  const code = (error as { code?: unknown }).code;
  return code === 'bad-csrf-token' ? code : null;
}

import { z } from 'zod';
import { ANSWER_SCHEMAS } from './api-answer-schemas.js';
import { ANSWERS, BODIES, BODY_SCHEMAS } from './api-operations.js';
import type { Answer } from './api-operations.js';
import type { ApiDocument, ApiOperation, Json } from './openapi-document.js';
import { OUTSIDE_PATHS } from './openapi-outside.js';

const PROBLEM = {
  description: 'A problem document (RFC 9457)',
  content: { 'application/problem+json': ref('Problem') },
};

/**
 * Completes what the framework found at the routes: what stages read as bodies, what comes back, problems, and the paths of
 * customers, providers and operators.
 */
export function completeDocument<T extends ApiDocument>(found: T): T {
  const paths = Object.entries(found.paths).map(([path, operations]) => [path, mapValues(operations, completed)]);
  const document = {
    ...found,
    paths: { ...Object.fromEntries(paths), ...OUTSIDE_PATHS },
    components: { ...found.components, schemas: { ...found.components?.schemas, ...listSchemas() } },
  };
  return withNumericLimits(document) as T;
}

/** The named schemas: answers as they leave, bodies as they come in. */
export function listSchemas(): Record<string, Json> {
  return { ...named(ANSWER_SCHEMAS, 'output'), ...named(BODY_SCHEMAS, 'input') };
}

function named(schemas: Readonly<Record<string, z.ZodType>>, io: 'input' | 'output'): Record<string, Json> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, { io, unrepresentable: 'any', uri: (id) => `#/components/schemas/${id}` });
  return mapValues(made.schemas as Record<string, Json>, ({ $schema: _, $id: __, ...schema }) => schema);
}

function completed(operation: ApiOperation): ApiOperation {
  const id = operation.operationId ?? '';
  const body = BODIES[id];
  const requestBody = body && { required: true, content: { 'application/json': ref(body) } };
  const answer = ANSWERS[id];
  const responses = answer
    ? mapValues(operation.responses, (response, status) => answered(response, status, answer))
    : operation.responses;
  return { ...operation, ...(requestBody ? { requestBody } : {}), responses: { ...responses, default: PROBLEM } };
}

function answered(response: Json, status: string, answer: Answer): Json {
  if (!status.startsWith('2')) return response;
  const description = response['description'] || 'Done';
  if (answer === 'nothing') return { ...response, description };
  if (answer === 'file') return { ...response, description, content: response['content'] ?? FILES };
  return { ...response, description, content: contentOf(answer) };
}

const FILES = { 'application/json': { schema: {} }, 'text/html': { schema: { type: 'string' } } };

function contentOf(answer: Exclude<Answer, string>): Json {
  if ('lines' in answer) return { 'application/x-ndjson': ref(answer.lines) };
  if ('one' in answer) return { 'application/json': ref(answer.one) };
  if ('list' in answer) return { 'application/json': { schema: { type: 'array', items: ref(answer.list).schema } } };
  const items = { type: 'array', items: ref(answer.page).schema };
  const next = {
    description: 'Where the next page begins (`after`); null after the last',
    type: ['integer', 'string', 'null'],
  };
  return {
    'application/json': { schema: { type: 'object', required: ['items', 'next'], properties: { items, next } } },
  };
}

function ref(name: string): { schema: { $ref: string } } {
  return { schema: { $ref: `#/components/schemas/${name}` } };
}

/** `exclusiveMinimum: true` beside `minimum` is of OpenAPI 3.0; in 3.1 the limit itself is the number. */
function withNumericLimits(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNumericLimits);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, part]) => [key, withNumericLimits(part)] as const);
  const object: Json = Object.fromEntries(entries);
  for (const [exclusive, plain] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (object[exclusive] !== true) continue;
    object[exclusive] = object[plain];
    Reflect.deleteProperty(object, plain);
  }
  return object;
}

function mapValues<T, R>(record: Readonly<Record<string, T>>, change: (value: T, key: string) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}

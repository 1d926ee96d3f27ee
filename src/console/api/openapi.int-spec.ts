import request from 'supertest';
import { z } from 'zod';
import { insertCampaign, insertCustomer, insertVisit } from '../../../test/support/builders.js';
import { openConsoleApi } from '../../../test/support/console-api.js';
import type { ConsoleApi } from '../../../test/support/console-api.js';
import { ANSWER_SCHEMAS } from './api-answer-schemas.js';
import type { AnswerName } from './api-answer-schemas.js';
import { ANSWERS, BODIES } from './api-operations.js';
import type { ApiDocument, ApiOperation } from './openapi-document.js';

const STANDARD =
  /^(type|properties|items|required|enum|const|\$ref|anyOf|oneOf|allOf|not|if|then|else|default|description|format|pattern|additionalProperties|propertyNames|prefixItems|contentEncoding|title|examples|readOnly|(min|max)(Length|Items|Properties|imum)|exclusive(Min|Max)imum|multipleOf|uniqueItems)$/;

describe('the description of the API', () => {
  let api: ConsoleApi;
  let document: ApiDocument & { openapi: string };
  let operations: [string, ApiOperation][];

  beforeAll(async () => {
    api = await openConsoleApi();
    document = (await request(api.url).get('/api/openapi.json')).body as typeof document;
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, ApiOperation] => [`${method} ${path}`, operation]),
    );
  }, 60_000);
  afterAll(() => api.close());

  it('is OpenAPI 3.1 of every route, each with words, a name of its own, and an answer', async () => {
    expect(document.openapi).toBe('3.1.0');
    const faults = operations.filter(
      ([, operation]) => !operation.summary || !operation.operationId || !answers(operation),
    );
    expect(faults.map(([route]) => route)).toEqual([]);
    const ids = operations.map(([, { operationId }]) => operationId);
    expect(ids).toEqual([...new Set(ids)]);
    expect((await request(api.url).get('/api/docs')).text).toContain('swagger');
  });

  it('lists what customers, providers and operators call', () => {
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        ...['/webhooks/twilio/status', '/webhooks/twilio/inbound', '/webhooks/twilio/voice', '/webhooks/email/events'],
        ...['/s/{token}', '/u/{token}', '/healthz', '/readyz', '/metrics', '/api/v1/campaigns/{id}/launch'],
      ]),
    );
  });

  it('describes no route that is not there, and every one that is', () => {
    const ids = operations.map(([, { operationId }]) => operationId ?? '');
    expect(Object.keys(BODIES).filter((id) => !ids.includes(id))).toEqual([]);
    expect(Object.keys(ANSWERS).sort()).toEqual(ids.filter((id) => id.includes('Controller_')).sort());
  });

  it('leads every reference to a schema, in the words of JSON Schema 2020-12', () => {
    const schemas = document.components?.schemas ?? {};
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '');
    const lost = refs.filter((ref) => schemas[ref.replace('#/components/schemas/', '')] === undefined);
    expect([...new Set(lost)]).toEqual([]);
    expect(Object.entries(schemas).flatMap(([name, schema]) => strangeWords(schema, name))).toEqual([]);
    expect(JSON.stringify(document)).not.toMatch(/"exclusive(Min|Max)imum":(true|false)/);
  });

  it('names the fields of every body', () => {
    const generic = operations.flatMap(([route, { requestBody }]) => {
      const schema = requestBody?.content['application/json']?.['schema'] as Record<string, unknown> | undefined;
      const isNamed = ['$ref', 'properties', 'oneOf', 'anyOf'].some((word) => schema?.[word] !== undefined);
      return schema === undefined || isNamed ? [] : [route];
    });
    expect(generic).toEqual([]);
    const campaign = document.components?.schemas?.['CampaignForm'] as { properties: object };
    expect(Object.keys(campaign.properties)).toEqual(
      expect.arrayContaining(['ladder', 'segment', 'deadlineAt', 'caps']),
    );
  });

  it('says what really comes back', async () => {
    const { t, as } = api;
    const made = await as('supervisor').post('/campaigns', { name: 'Described', ladder: ['email'], survey: null });
    const { campaignId: id } = made.body as { campaignId: number };
    const customer = await insertCustomer(t.database, { customer_no: 'D-1', email: 'd@example.com' });
    const running = await insertCampaign(t.database, { state: 'running' });
    await insertVisit(t.database, running, customer);
    const question = { channel: 'sms', policy: 'CN-default', zones: ['Asia/Shanghai'], at: '2026-11-24T22:30:00' };
    const answered: [AnswerName, request.Test][] = [
      ['Campaign', as('manager').get(`/campaigns/${id}`)],
      ['Plan', as('supervisor').post(`/campaigns/${id}/plan`, {})],
      ['CampaignStatus', as('manager').get(`/campaigns/${running}/status`)],
      ['PlanCheck', as('manager').get(`/campaigns/${id}/verify`)],
      ['Explanation', as('manager').get(`/campaigns/${running}/customers/D-1`)],
      ['Allowed', as('agent').post('/policies/allowed', question)],
      ['ImportSummary', as('supervisor').post('/customers/bulk', { rows: [{ customer_no: 'D-2', name: '李雷' }] })],
      ['Customer', as('manager').get(`/customers/${customer}`)],
      ['Problem', as('manager').get('/campaigns/999999')],
      ['Problem', as('supervisor').post('/campaigns', { kind: 'party' })],
      ['Ready', request(api.url).get('/readyz')],
    ];
    for (const [name, sent] of answered)
      expect([name, faultsIn(ANSWER_SCHEMAS[name], (await sent).text)]).toEqual([name, []]);
    for (const [name, path] of [
      ['CustomerCard', '/customers'],
      ['VisitRow', '/visits'],
      ['ReportLine', '/reports'],
    ] as const) {
      const page = z.object({ items: z.array(ANSWER_SCHEMAS[name]).min(1), next: z.number().nullable() });
      expect([name, faultsIn(page, (await as('manager').get(path)).text)]).toEqual([name, []]);
    }
  });
});

function answers({ responses }: ApiOperation): boolean {
  return Object.entries(responses).some(([status, response]) => {
    if (status === '204' || status === '303') return true;
    return status.startsWith('2') && Object.keys((response['content'] as object | undefined) ?? {}).length > 0;
  });
}

function faultsIn(schema: z.ZodType, text: string): string[] {
  const parsed = schema.safeParse(JSON.parse(text));
  return parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message} in ${text}`);
}

/** Words of a schema that no validator knows, where they stand. */
function strangeWords(schema: unknown, path: string): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([word, value]) => {
    const here = `${path}.${word}`;
    if (!STANDARD.test(word)) return [here];
    if (word === 'properties')
      return Object.entries(value as object).flatMap(([name, part]) => strangeWords(part, `${here}.${name}`));
    if (['anyOf', 'oneOf', 'allOf', 'prefixItems'].includes(word))
      return (value as unknown[]).flatMap((part, at) => strangeWords(part, `${here}.${at}`));
    return ['items', 'additionalProperties', 'propertyNames', 'not'].includes(word) ? strangeWords(value, here) : [];
  });
}

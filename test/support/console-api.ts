import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import { TokenService } from '../../src/access/token.service.js';
import { UserService } from '../../src/access/user.service.js';
import { PolicyInstallService } from '../../src/calendar/policy-install.service.js';
import type { Role } from '../../src/kernel/words.js';
import { ROLES } from '../../src/kernel/words.js';
import { TemplateService } from '../../src/messages/template.service.js';
import { SurveyService } from '../../src/surveys/survey.service.js';
import { insertAgent } from './builders.js';
import { openConsoleApp } from './console-app.js';
import { openTestDatabase } from './test-database.js';
import type { TestDatabase } from './test-database.js';

export interface ConsoleApi {
  readonly t: TestDatabase;
  readonly app: NestExpressApplication;
  readonly url: string;
  /** Requests to `/api/v1` with the token of an account of this role; the agent's number is 010. */
  readonly as: (role: Role) => ApiClient;
  close(): Promise<void>;
}

export interface ApiClient {
  readonly get: (path: string) => request.Test;
  readonly post: (path: string, body?: object) => request.Test;
  readonly patch: (path: string, body: object) => request.Test;
  readonly put: (path: string, body: object) => request.Test;
}

/** The console on a fresh database with the packaged rules, and one account with a token for each role. */
export async function openConsoleApi(): Promise<ConsoleApi> {
  const t = await openTestDatabase();
  const { app, url } = await openConsoleApp(t.database);
  await app.get(PolicyInstallService, { strict: false }).installPackagedPolicies();
  await app.get(SurveyService, { strict: false }).installPackaged();
  await app.get(TemplateService, { strict: false }).installPackaged();
  await insertAgent(t.database, { agent_no: '010' });
  const tokens = new Map<Role, string>();
  for (const role of ROLES) {
    const agentNo = role === 'agent' ? { agentNo: '010' } : {};
    const form = { login: role, password: 'correct horse', role, ...agentNo };
    await app.get(UserService, { strict: false }).add(form, 'test');
    tokens.set(role, (await app.get(TokenService, { strict: false }).add(role, 'test', 'test')).token);
  }
  const as = (role: Role) => clientOf(`${url}/api/v1`, tokens.get(role) ?? '');
  const close = async () => {
    await app.close();
    await t.close();
  };
  return { t, app, url, as, close };
}

function clientOf(base: string, token: string): ApiClient {
  const header = `Bearer ${token}`;
  return {
    get: (path) => request(base).get(path).set('Authorization', header),
    post: (path, body) => request(base).post(path).set('Authorization', header).send(body),
    patch: (path, body) => request(base).patch(path).set('Authorization', header).send(body),
    put: (path, body) => request(base).put(path).set('Authorization', header).send(body),
  };
}

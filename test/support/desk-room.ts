import { PolicyInstallService } from '../../src/calendar/policy-install.service.js';
import { UserService } from '../../src/access/user.service.js';
import { connectDatabase } from '../../src/database/schema.service.js';
import { Clock } from '../../src/kernel/clock.js';
import { TemplateService } from '../../src/messages/template.service.js';
import { SurveyService } from '../../src/surveys/survey.service.js';
import { insertAgent } from './builders.js';
import { openConsoleApp } from './console-app.js';
import { csrfOf, signIn } from './console-session.js';
import { planCall } from './desk-stage.js';
import { FixedClock } from './fixed-clock.js';
import { openTestDatabase } from './test-database.js';

type Browser = Awaited<ReturnType<typeof signIn>>;
type Given = Parameters<typeof planCall>[3];

let sequence = 0;

/** The console at ten on Monday the 23rd in Shanghai, with what is packaged, and agents who call by its pages. */
export async function openDeskRoom() {
  const t = await openTestDatabase();
  const database = await connectDatabase(t.url);
  const { app, url } = await openConsoleApp(database);
  const clock = new FixedClock('2026-11-23T02:00:00Z');
  Object.assign(app.get(Clock, { strict: false }), { now: () => clock.now(), offsetMs: () => clock.offsetMs() });
  await app.get(PolicyInstallService, { strict: false }).installPackagedPolicies();
  await app.get(SurveyService, { strict: false }).installPackaged();
  await app.get(TemplateService, { strict: false }).installPackaged();
  const users = app.get(UserService, { strict: false });

  const user = async (login: string, role: 'supervisor' | 'manager') => {
    await users.add({ login, password: 'correct horse', role }, 'test');
    return signIn(url, login);
  };
  /** An agent of one's own who has signed in. */
  const newAgent = async () => {
    const agentNo = `7${(sequence += 1)}`;
    const agentId = await insertAgent(t.database, { agent_no: agentNo, name: '王芳' });
    const login = `agent${agentNo}`;
    await users.add({ login, password: 'correct horse', role: 'agent', agentNo }, 'test');
    return { agentId, agentNo, browser: await signIn(url, login) };
  };
  const plan = (agentId: number, given: Given = {}) =>
    planCall(t.database, agentId, `+86133${String((sequence += 1)).padStart(8, '0')}`, given);
  const visitState = async (visitId: number) => {
    const row = await t.database.one<{ state: string }>('SELECT state FROM visits WHERE id = $1', [visitId]);
    return row.state;
  };
  /** An agent with an open call in hand, who walks and records by the buttons of the page. */
  const openCall = async (given: Given = {}) => {
    const agent = await newAgent();
    const call = await plan(agent.agentId, given);
    const { headers } = await post(agent.browser, '/desk/next');
    const base = String(headers['location']);
    const send = (path: string, fields: Record<string, string | string[]> = {}) =>
      post(agent.browser, `${base}/${path}?lang=en`, fields);
    const walk = async (...steps: string[]) => {
      for (const step of steps) {
        const { status } = await send('step', { step });
        if (status !== 303) throw new Error(`the step ${step} was answered with ${status}`);
      }
    };
    const read = async () => (await agent.browser.get(`${base}?lang=en`)).text;
    return { ...agent, ...call, base, send, walk, read };
  };
  const close = async () => {
    await app.close();
    await database.close();
    await t.close();
  };
  return { database: t.database, clock, user, newAgent, plan, openCall, visitState, close };
}

/** The token of a browser's forms: the same for the whole session. */
const tokens = new WeakMap<Browser, string>();

/** Posts a form of the desk, with the token of its page. */
export async function post(browser: Browser, path: string, fields: Record<string, string | string[]> = {}) {
  const token = tokens.get(browser) ?? csrfOf((await browser.get('/desk?lang=en')).text);
  tokens.set(browser, token);
  return browser
    .post(path)
    .type('form')
    .send({ _csrf: token, ...fields });
}

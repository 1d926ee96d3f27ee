import type { Pool } from 'undici';

/** Somebody who has signed in, as the server sees a browser: cookies and the token of its forms. */
export interface Visitor {
  readonly login: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An answer with its whole body. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

const TOKEN = /name="_csrf" value="([^"]+)"/;

/** Signs an account in as a browser does. `from`: an address of its own, because sign-ins are limited by address. */
export async function signIn(server: Pool, login: string, password: string, from: string): Promise<Visitor> {
  const jar = new Map<string, string>();
  const common = { 'x-forwarded-for': from, accept: 'text/html' };
  const form = await visit(server, jar, { path: '/sign-in', headers: common });
  const body = new URLSearchParams({ _csrf: tokenOf(form.body), login, password }).toString();
  const headers = { ...common, 'content-type': 'application/x-www-form-urlencoded' };
  const entered = await visit(server, jar, { path: '/sign-in', method: 'POST', headers, body });
  if (entered.status !== 303) throw new Error(`${login} could not sign in (${entered.status})`);
  const page = await visit(server, jar, { path: '/', headers: common });
  const csrf = tokenOf(page.body);
  return { login, headers: { ...common, cookie: cookiesOf(jar), 'x-csrf-token': csrf, 'accept-encoding': 'gzip' } };
}

interface Visit {
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function visit(server: Pool, jar: Map<string, string>, { headers, ...rest }: Visit): Promise<Answer> {
  const {
    statusCode,
    headers: said,
    body,
  } = await server.request({
    method: 'GET',
    ...rest,
    headers: { ...headers, cookie: cookiesOf(jar) },
  });
  for (const line of [said['set-cookie'] ?? []].flat()) {
    const [pair = ''] = line.split(';');
    const at = pair.indexOf('=');
    jar.set(pair.slice(0, at), pair.slice(at + 1));
  }
  return { status: statusCode, body: await body.text() };
}

/** Calls the API as this visitor. */
export async function post(server: Pool, { headers }: Visitor, path: string, form: object = {}): Promise<Answer> {
  const plain = { ...headers, 'accept-encoding': 'identity' };
  const { statusCode, body } = await server.request({
    method: 'POST',
    path,
    headers: { ...plain, accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(form),
  });
  return { status: statusCode, body: await body.text() };
}

function cookiesOf(jar: ReadonlyMap<string, string>): string {
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
}

function tokenOf(html: string): string {
  const found = TOKEN.exec(html)?.[1];
  if (found === undefined) throw new Error('the page has no form token');
  return found;
}

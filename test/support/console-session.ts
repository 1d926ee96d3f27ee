import request from 'supertest';

/** The token in a page's forms. */
export function csrfOf(html: string): string {
  return /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
}

/** A browser of somebody who has signed in; every test account has the same password. */
export async function signIn(url: string, login: string, password = 'correct horse') {
  const agent = request.agent(url);
  const form = await agent.get('/sign-in');
  await agent
    .post('/sign-in')
    .type('form')
    .send({ _csrf: csrfOf(form.text), login, password })
    .expect(303);
  return agent;
}

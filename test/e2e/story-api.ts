/** What the API answered. */
export interface Answered<T> {
  readonly status: number;
  readonly body: T;
}

/** A message as the sandbox shows it. */
export interface ArrivedMessage {
  readonly id: number;
  readonly channel: 'sms' | 'email';
  readonly toAddress: string;
  readonly body: string;
  readonly html: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly receivedAt: string;
}

interface Page {
  readonly items: readonly ArrivedMessage[];
  readonly next: number | null;
}

const PAGE = 200;

/** The HTTP API, as a script of the company would use it; and the pages that customers open. */
export class StoryApi {
  constructor(
    private readonly base: string,
    private readonly token: () => string,
  ) {}

  get<T>(path: string, token?: string): Promise<Answered<T>> {
    return this.call<T>('GET', path, undefined, token);
  }

  post<T>(path: string, body: unknown = {}, token?: string): Promise<Answered<T>> {
    return this.call<T>('POST', path, body, token);
  }

  /** Everything that reached the customers' phones and mailboxes, in order. */
  async arrived(): Promise<ArrivedMessage[]> {
    const found: ArrivedMessage[] = [];
    let after: number | null = 0;
    while (after !== null) {
      const page: Page = await this.arrivedAfter(after);
      found.push(...page.items);
      after = page.next;
    }
    return found;
  }

  private async arrivedAfter(id: number): Promise<Page> {
    return (await this.get<Page>(`sandbox/messages?direction=to-customer&limit=${PAGE}&after=${id}`)).body;
  }

  /** Opens a link of a message, as a customer without an account. */
  open(link: string): Promise<Response> {
    return fetch(this.here(link), { redirect: 'manual' });
  }

  /** Sends a form of a page, without cookies. */
  send(link: string, fields: Readonly<Record<string, string>>): Promise<Response> {
    return fetch(this.here(link), { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  }

  private here(link: string): string {
    const { pathname, search } = new URL(link, this.base);
    return `${this.base}${pathname}${search}`;
  }

  private async call<T>(method: string, path: string, body: unknown, token = this.token()): Promise<Answered<T>> {
    const response = await fetch(`${this.base}/api/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as T };
  }
}

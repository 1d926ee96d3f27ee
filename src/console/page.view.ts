import { Injectable } from '@nestjs/common';
import { SettingsService } from '../config/settings.service.js';
import type { Organisation } from '../config/organisation.js';
import { translate } from '../kernel/catalogue.js';
import { Clock } from '../kernel/clock.js';
import type { Locale } from '../kernel/words.js';
import { Assets } from './assets.adapter.js';
import { formatCount, formatDateTime } from './format-values.js';
import { KeptParts } from './kept-parts.js';
import { carryLanguage, chooseLocale, listLanguages, listRooms } from './page-frame.js';
import type { Banner, PageFrame } from './page-frame.js';
import { nonceOf } from './security.middleware.js';
import { withinSentence } from './spell-reason.js';
import { StringsService } from '../messages/strings.service.js';
import { TemplateEngine } from './template-engine.adapter.js';
import type { WebRequest, WebResponse } from './web-request.adapter.js';

// Below this the clock is a machine's drift, not somebody's intention.
const SHIFTED_MS = 60_000;
/** What is said above a page with the time in it is in what it was drawn from. */
const NEVER = new Date(8_640_000_000_000_000);

/** Renders a page in its frame, in the language of who looks at it. */
@Injectable()
export class PageView {
  private readonly engine = new TemplateEngine();
  private readonly assets = new Assets();
  private readonly tops = new KeptParts<string>();

  constructor(
    private readonly strings: StringsService,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  /** The middleware that serves style and script. */
  assetsMiddleware() {
    return this.assets.middleware();
  }

  /** Sends `console/<page>` with its model; `titleKey` names it in the browser's tab. */
  async send(request: WebRequest, response: WebResponse, page: string, titleKey: string, model: object): Promise<void> {
    const organisation = await this.settings.organisation();
    const locale = this.localeOf(request, organisation);
    const frame = await this.frame(request, response, titleKey, organisation, locale);
    const html = this.render(`console/${page}`, { frame, ...model }, locale, organisation.timeZone);
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Vary', 'HX-Request');
    response.type('html').send(queryText(request, 'lang') === null ? html : carryLanguage(html, locale));
  }

  /** A piece of a page without its frame, `console/<page>`, for pushing it to those who look. */
  async fragment(page: string, locale: Locale, model: object): Promise<string> {
    const { timeZone } = await this.settings.organisation();
    return this.render(`console/${page}`, model, locale, timeZone);
  }

  /** Sends a page for customers, `survey/<page>`, without any session, in the language of `customerLocale`. */
  async sendToCustomer(
    request: WebRequest,
    response: WebResponse,
    page: string,
    wish: string | null,
    model: object,
  ): Promise<void> {
    const organisation = await this.settings.organisation();
    const locale = chooseCustomerLocale(request, wish, organisation);
    const frame = { locale, languages: listLanguages(locale), organisation, nonce: nonceOf(response) };
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('X-Robots-Tag', 'noindex');
    response.type('html').send(this.render(`survey/${page}`, { frame, ...model }, locale, organisation.timeZone));
  }

  /** The language of a customer's page: the one asked for in the URL, the customer's own (`wish`), the browser's, ours. */
  async customerLocale(request: WebRequest, wish: string | null): Promise<Locale> {
    return chooseCustomerLocale(request, wish, await this.settings.organisation());
  }

  /** The language of this request. */
  async locale(request: WebRequest): Promise<Locale> {
    return this.localeOf(request, await this.settings.organisation());
  }

  private render(page: string, model: object, locale: Locale, zone: string): string {
    const catalogue = this.strings.of(locale);
    const now = this.clock.now();
    return this.engine.render(page, model, { locale, catalogue, zone, now, assets: this.assets.path });
  }

  private async frame(
    request: WebRequest,
    response: WebResponse,
    titleKey: string,
    organisation: Organisation,
    locale: Locale,
  ): Promise<PageFrame> {
    const account = request.account ?? null;
    const above = {
      organisation: organisation.name,
      locale,
      path: request.originalUrl,
      query: queryText(request, 'q') ?? '',
      account,
      csrf: request.csrfToken?.() ?? '',
      rooms: account ? listRooms(account.role, request.path, this.hasSandbox()) : [],
      languages: listLanguages(locale),
      banners: this.banners(locale, organisation.timeZone),
    };
    return {
      ...above,
      title: translate(this.strings.of(locale), titleKey),
      nonce: nonceOf(response),
      done: this.describeDone(request, locale),
      top: await this.top(above, organisation.timeZone),
    };
  }

  /** Everything above the page, drawn once for a session as long as it stays on a page. */
  private top(above: Omit<PageFrame, 'title' | 'nonce' | 'done' | 'top'>, zone: string): Promise<string> {
    const draw = () => this.render('console/top', { frame: above }, above.locale, zone);
    if (above.csrf === '') return Promise.resolve(draw());
    const now = this.clock.now();
    return this.tops.get(above.csrf, JSON.stringify(above), now, () =>
      Promise.resolve({ value: draw(), until: NEVER }),
    );
  }

  private hasSandbox(): boolean {
    return this.settings.smsIsSandboxed() || this.settings.emailIsSandboxed();
  }

  /** A redirect after a change says with `?done=<code>&n=<number>` what was done; only our own texts are shown. */
  private describeDone(request: WebRequest, locale: Locale): string | null {
    const key = `console.done.${queryText(request, 'done') ?? ''}`;
    const catalogue = this.strings.of(locale);
    if (request.method !== 'GET' || !Object.hasOwn(catalogue, key)) return null;
    const n = Number(queryText(request, 'n') ?? '');
    return translate(catalogue, key, { n: Number.isSafeInteger(n) ? formatCount(n, locale) : '' });
  }

  private banners(locale: Locale, zone: string): Banner[] {
    const catalogue = this.strings.of(locale);
    const banners: Banner[] = [];
    const channels = [
      ...(this.settings.smsIsSandboxed() ? [translate(catalogue, 'console.channel.sms')] : []),
      ...(this.settings.emailIsSandboxed() ? [translate(catalogue, 'console.channel.email')] : []),
    ].map(withinSentence);
    if (channels.length > 0) {
      const list = channels.join(locale === 'en' ? ' and ' : '、');
      const text = translate(catalogue, 'console.banner.sandbox', { channels: list });
      banners.push({ kind: 'sandbox', text, short: translate(catalogue, 'console.banner.short', { channels: list }) });
    }
    if (Math.abs(this.clock.offsetMs()) >= SHIFTED_MS) {
      const now = this.clock.now();
      const words = formatDateTime(now, locale, zone, now);
      banners.push({ kind: 'clock', text: translate(catalogue, 'console.banner.clock', { now: words }), short: words });
    }
    return banners;
  }

  private localeOf(request: WebRequest, organisation: Organisation): Locale {
    const session = request.session as { locale?: Locale } | undefined;
    const wishes = [queryText(request, 'lang'), session?.locale, request.account?.locale];
    return chooseLocale(wishes, request.headers['accept-language'], organisation.locale);
  }
}

function chooseCustomerLocale(request: WebRequest, wish: string | null, organisation: Organisation): Locale {
  return chooseLocale([queryText(request, 'lang'), wish], request.headers['accept-language'], organisation.locale);
}

function queryText(request: WebRequest, name: string): string | null {
  const value = request.query[name];
  return typeof value === 'string' ? value : null;
}

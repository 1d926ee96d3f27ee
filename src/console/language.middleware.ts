import { LOCALES } from '../kernel/words.js';
import { withLanguage } from './page-frame.js';
import type { Middleware } from './web-request.adapter.js';

/** A form of a page whose URL names a language leads back to that language: redirects to our own pages keep `?lang=`. */
export function keepLanguage(): Middleware {
  return (request, response, next) => {
    const locale = LOCALES.find((one) => one === request.query['lang']);
    if (locale === undefined || request.path === '/language') return next();
    const redirect = response.redirect.bind(response) as (status: number, url: string) => void;
    response.redirect = ((status: number, url: string) =>
      redirect(
        status,
        url.startsWith('/') && !url.startsWith('//') ? withLanguage(url, locale) : url,
      )) as typeof response.redirect;
    next();
  };
}

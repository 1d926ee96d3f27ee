import { Injectable } from '@nestjs/common';
import { isComposed } from '../../messages/compose-message.js';
import type { Composition } from '../../messages/compose-message.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { MAIL_POLICY } from './mail-frame.js';

/** Sends an e-mail's HTML as a page that can do nothing but be looked at. */
@Injectable()
export class MailView {
  constructor(private readonly view: PageView) {}

  /** The HTML, or in words why there is none. */
  async send(request: WebRequest, response: WebResponse, composition: Composition | null): Promise<void> {
    response.setHeader('Content-Security-Policy', MAIL_POLICY);
    response.setHeader('Cache-Control', 'no-store');
    const isMail = composition !== null && isComposed(composition) && composition.html !== undefined;
    const html = isMail ? composition.html : await this.explain(request, composition);
    response.type('html').send(html);
  }

  private async explain(request: WebRequest, composition: Composition | null): Promise<string> {
    const reason = composition !== null && 'reason' in composition ? composition.reason : null;
    return this.view.fragment('templates-no-mail', await this.view.locale(request), { reason });
  }
}

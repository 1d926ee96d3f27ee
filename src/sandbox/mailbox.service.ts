import { Injectable } from '@nestjs/common';
import { SettingsService } from '../config/settings.service.js';
import { NotFoundError, RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import { oneClickUrl } from './one-click.js';
import { SandboxMessageRepository } from './sandbox-message.repository.js';

const WITHIN_MS = 10_000;

/** The customer's mail program. */
@Injectable()
export class SandboxMailbox {
  constructor(
    private readonly messages: SandboxMessageRepository,
    private readonly settings: SettingsService,
  ) {}

  /**
   * Presses "unsubscribe" as a mail program does (RFC 8058): one POST, without cookies. Throws NotFoundError for no such
   * mail, RefusedError `no-one-click` when it offers none of ours, `sandbox-unreachable` when nobody answers.
   */
  async unsubscribe(id: number): Promise<void> {
    const mail = await this.messages.byId(id);
    if (mail?.channel !== 'email') throw new NotFoundError('mail', id);
    const url = oneClickUrl(mail.headers, this.settings.settings.publicUrl);
    if (url === null) throw new RefusedError(reason('no-one-click'), 'This mail has no unsubscribe link of ours.');
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
      redirect: 'error',
      signal: AbortSignal.timeout(WITHIN_MS),
    }).catch(() => null);
    if (answer?.ok !== true) throw new RefusedError(reason('sandbox-unreachable'), `Nobody answered at ${url}.`);
  }
}

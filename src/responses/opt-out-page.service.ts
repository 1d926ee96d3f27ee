import { Injectable } from '@nestjs/common';
import type { Organisation } from '../config/organisation.js';
import { SettingsService } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { NotFoundError } from '../kernel/faults.js';
import { maskAddress } from '../kernel/masking.js';
import type { Channel, Locale } from '../kernel/words.js';
import { readOptOutToken, type OptOutLink } from '../messages/signed-link.js';
import { AddressOptOut } from './address-opt-out.service.js';
import { PageVisitRepository } from './page-visit.repository.js';
import { pageLocale } from './survey-page.service.js';

/** What the opt-out page shows. */
export interface OptOutPage {
  readonly channel: Channel;
  /** With its middle hidden: the link may have been passed on. */
  readonly maskedAddress: string;
  readonly optedOut: boolean;
  readonly locale: Locale;
  readonly organisation: Pick<Organisation, 'name' | 'servicePhone'>;
}

@Injectable()
export class OptOutPageService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly visits: PageVisitRepository,
    private readonly optOuts: AddressOptOut,
  ) {}

  /** The page of a token; `NotFoundError` for one that we did not make. Changes nothing: scanners follow every link. */
  async open(token: string): Promise<OptOutPage> {
    const link = this.read(token);
    const [organisation, state] = await Promise.all([
      this.settings.organisation(),
      this.visits.optOutState(this.database, link),
    ]);
    const { name, servicePhone } = organisation;
    return {
      channel: link.channel,
      maskedAddress: maskAddress(link.address),
      optedOut: state.closed,
      locale: pageLocale(state.language, organisation.locale),
      organisation: { name, servicePhone },
    };
  }

  /** Opts out, by the page's form or by a mail program's one click (RFC 8058); a second time changes nothing. */
  async submit(token: string, options: { via: 'page' | 'one-click'; allChannels?: boolean }): Promise<OptOutPage> {
    const link = this.read(token);
    const at = this.clock.now();
    const channel = options.allChannels === true ? 'all' : link.channel;
    const change = { address: link.address, channel, source: options.via, actor: 'customer', at } as const;
    await this.database.transaction((tx) => this.optOuts.close(tx, change));
    return this.open(token);
  }

  private read(token: string): OptOutLink {
    const link = readOptOutToken(token, this.settings.settings.secretKey);
    if (link === null) throw new NotFoundError('opt-out', token);
    return link;
  }
}

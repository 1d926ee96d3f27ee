import { Injectable } from '@nestjs/common';
import type { Account } from '../../access/account.js';
import { canDo } from '../../access/permissions.js';
import { SettingsService } from '../../config/settings.service.js';
import { Clock } from '../../kernel/clock.js';
import { NotFoundError } from '../../kernel/faults.js';
import { ChannelProviders } from '../../messages/channel-providers.service.js';
import { SandboxMessageRepository } from '../../sandbox/sandbox-message.repository.js';
import { maskPhone } from '../../kernel/masking.js';
import { toCampaignCard } from '../campaign-card.js';
import type { CampaignCounts } from '../campaign-card.js';
import { CampaignCards } from '../campaign-card.read-model.js';
import { clockSteps, hrefOf, mailDocument, toBubble, toEntry, toMail } from './sandbox-page.js';
import type { SandboxPlace } from './sandbox-page.js';
import { SandboxReadModel } from './sandbox.read-model.js';
import type { SandboxScope } from './sandbox.read-model.js';

const PER_LIST = 8;
const BUBBLES = 20;
const MOST_CARDS = 1;

/** Puts together what the sandbox page shows. */
@Injectable()
export class SandboxView {
  constructor(
    private readonly rows: SandboxReadModel,
    private readonly messages: SandboxMessageRepository,
    private readonly campaigns: CampaignCards,
    private readonly settings: SettingsService,
    private readonly providers: ChannelProviders,
    private readonly clock: Clock,
  ) {}

  /** The page's model; `customerIds` are those that the search found (null: nobody was searched for). */
  async load(place: SandboxPlace, customerIds: readonly number[] | null, account: Account): Promise<object> {
    const scope = { customerIds, campaignId: place.campaign };
    const phone = place.thread === null ? null : await this.rows.phoneOf(place.thread);
    const current = await this.campaigns.current(this.clock.now());
    return {
      place,
      here: hrefOf(place),
      choices: current.map(({ id, name }) => ({ id, name, isChosen: id === place.campaign })),
      isNarrowed: place.q !== '' || place.campaign !== null,
      threads: await this.threads(place, scope, phone),
      phone: phone === null ? null : await this.phone(place, phone),
      mails: await this.mails(place, scope),
      mail: await this.mail(place),
      cards: (await this.cards(place, current, phone)).map((card) => toCampaignCard(card, this.clock.now())),
      ...(canDo(account.role, 'settings.manage') ? await this.controls() : {}),
    };
  }

  /** The number of a phone that is open. Throws NotFoundError. */
  async phoneOf(thread: number | null): Promise<string> {
    const phone = thread === null ? null : await this.rows.phoneOf(thread);
    if (phone === null) throw new NotFoundError('message', thread ?? 0);
    return phone;
  }

  /** A mail as its customer's program shows it. Throws NotFoundError. */
  async mailHtml(id: number): Promise<string> {
    const mail = await this.messages.byId(id);
    if (mail?.channel !== 'email' || mail.html === null) throw new NotFoundError('mail', id);
    return mailDocument(mail.html);
  }

  /** Where the demonstration's clock can be moved to. */
  async clockSteps(): Promise<{ readonly hour: Date; readonly morning: Date }> {
    const { timeZone } = await this.settings.organisation();
    return clockSteps(this.clock.now(), timeZone);
  }

  private async threads(place: SandboxPlace, scope: SandboxScope, phone: string | null) {
    const { items, next } = await this.rows.threads(scope, place.threadsBefore, PER_LIST);
    return {
      items: items.map((one) =>
        toEntry(one, hrefOf(place, { thread: one.id, earlier: null }), phone !== null && one.address === phone),
      ),
      nextHref: next === null ? null : hrefOf(place, { threadsBefore: next }),
      firstHref: place.threadsBefore === null ? null : hrefOf(place, { threadsBefore: null }),
    };
  }

  private async phone(place: SandboxPlace, phone: string) {
    const { items, earlier } = await this.rows.bubbles(phone, place.earlier, BUBBLES);
    return {
      number: maskPhone(phone),
      name: await this.rows.nameOf(phone),
      bubbles: items.map(toBubble),
      earlierHref: earlier === null ? null : hrefOf(place, { earlier }),
      latestHref: place.earlier === null ? null : hrefOf(place, { earlier: null }),
    };
  }

  private async mails(place: SandboxPlace, scope: SandboxScope) {
    const { items, next } = await this.rows.mails(scope, place.mailsBefore, PER_LIST);
    return {
      items: items.map((one) => toEntry(one, hrefOf(place, { mail: one.id }), one.id === place.mail)),
      nextHref: next === null ? null : hrefOf(place, { mailsBefore: next }),
      firstHref: place.mailsBefore === null ? null : hrefOf(place, { mailsBefore: null }),
    };
  }

  private async mail(place: SandboxPlace) {
    const mail = place.mail === null ? null : await this.messages.byId(place.mail);
    if (mail?.channel !== 'email') return null;
    return { ...toMail(mail, this.settings.settings.publicUrl), closeHref: hrefOf(place, { mail: null }) };
  }

  /** The campaign that is asked for, else those of the open phone, else what runs first. */
  private async cards(place: SandboxPlace, current: readonly CampaignCounts[], phone: string | null) {
    const ids =
      place.campaign !== null
        ? [place.campaign]
        : phone === null
          ? current.filter(({ state }) => state === 'running').map(({ id }) => id)
          : await this.rows.campaignsOf([phone], MOST_CARDS);
    const wanted = ids.slice(0, MOST_CARDS);
    const found = await this.campaigns.some(wanted);
    return wanted.flatMap((id) => found.filter((one) => one.id === id));
  }

  private async controls() {
    const imitated = await this.providers.imitated();
    return { controls: { now: this.clock.now(), ...(await this.clockSteps()), imitated } };
  }
}

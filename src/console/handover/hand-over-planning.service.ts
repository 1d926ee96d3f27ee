import { Injectable } from '@nestjs/common';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { rowScope, scopeAgents } from '../../access/permissions.js';
import { SettingsService } from '../../config/settings.service.js';
import { translate } from '../../kernel/catalogue.js';
import { Clock } from '../../kernel/clock.js';
import { reason } from '../../kernel/reason.js';
import type { Locale } from '../../kernel/words.js';
import { StringsService } from '../../messages/strings.service.js';
import { RebalanceService } from '../../planning/rebalance.service.js';
import type { RebalanceDone, RebalanceWish } from '../../planning/rebalance.service.js';
import { MOST_VISITS } from './hand-over-limits.js';
import { asksForPreview, listOptions, toPreview } from './hand-over-page.js';
import type { HandOverPage, HandOverWish } from './hand-over-page.js';
import { listTargets } from './hand-over-targets.js';
import type { HandOverAgent } from './hand-over-targets.js';
import { HandOverRows } from './hand-over.read-model.js';

const WAY_BACK_DAYS = 7;

/** Works out what a hand-over would do, on the rows as they are now. */
@Injectable()
export class HandOverPlanning {
  constructor(
    private readonly rows: HandOverRows,
    private readonly settings: SettingsService,
    private readonly strings: StringsService,
    private readonly clock: Clock,
    private readonly rebalancing: RebalanceService,
  ) {}

  /** The page of a wish, with its preview as soon as enough is said. */
  async page(account: Account, wish: HandOverWish, locale: Locale): Promise<HandOverPage> {
    const { timeZone } = await this.settings.organisation();
    const scope = rowScope(account);
    const now = this.clock.now();
    const date = new Intl.DateTimeFormat('en-CA', { timeZone }).format(now);
    const since = new Date(now.getTime() - WAY_BACK_DAYS * 86_400_000);
    const [agents, campaigns, batches] = await Promise.all([
      this.rows.agents(scope, date),
      this.rows.campaigns(),
      this.rows.batches(actorOf(account), since),
    ]);
    const catalogue = this.strings.of(locale);
    const evenOver = (team: string) => translate(catalogue, 'console.handover.even-over', { team });
    const targets = listTargets(wish.to, wish.from, agents);
    const options = listOptions(agents, campaigns, evenOver);
    const base = { options, wish, batches, refusal: null, isStale: false };
    const toAgent = wish.to.startsWith('team:') ? null : (targets[0] ?? null);
    if (!asksForPreview(wish) || targets.length === 0) return { ...base, toAgent, preview: null };
    const found = await this.rows.visitIds(wish, scope, timeZone);
    const preview = await this.rebalancing.preview(this.listOf(account, wish, found, targets, ''));
    return { ...base, toAgent, preview: toPreview(preview, found.length > MOST_VISITS) };
  }

  /** Does what the preview of this wish showed. Throws RefusedError where it would be something else by now. */
  async carryOut(
    account: Account,
    wish: HandOverWish,
    { token, why }: { readonly token: string; readonly why: string },
  ): Promise<RebalanceDone> {
    const { timeZone } = await this.settings.organisation();
    const scope = rowScope(account);
    const date = new Intl.DateTimeFormat('en-CA', { timeZone }).format(this.clock.now());
    const targets = listTargets(wish.to, wish.from, await this.rows.agents(scope, date));
    const found = await this.rows.visitIds(wish, scope, timeZone);
    return this.rebalancing.carryOut(this.listOf(account, wish, found, targets, why), token, actorOf(account));
  }

  private listOf(
    account: Account,
    wish: HandOverWish,
    found: readonly number[],
    targets: readonly HandOverAgent[],
    why: string,
  ): RebalanceWish {
    const list = {
      visitIds: found.slice(0, MOST_VISITS),
      toAgentIds: targets.map(({ id }) => id),
      withFixed: wish.fixed,
      why: (agentNo: string) =>
        why === '' ? reason('handed-over-to-agent', { agentNo }) : reason('handed-over-because', { agentNo, why }),
    };
    return { list, agentIds: scopeAgents(rowScope(account)).agentIds };
  }
}

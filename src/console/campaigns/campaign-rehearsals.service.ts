import { Injectable } from '@nestjs/common';
import type { CampaignWithoutPlan } from '../../campaigns/campaign.js';
import { CampaignService } from '../../campaigns/campaign.service.js';
import { SettingsService } from '../../config/settings.service.js';
import { maskAddress } from '../../kernel/masking.js';
import { demandState } from '../../planning/campaign-commands.js';
import { RehearsalBoard } from '../../sandbox/rehearsal-board.service.js';
import { type Sample, SampleService } from '../../sandbox/sample.service.js';
import { SandboxMessageRepository } from '../../sandbox/sandbox-message.repository.js';
import { toRehearsalView } from './rehearsal-view.js';

/** A short rehearsal is shown at once; a longer one with its progress. */
const PATIENCE_MS = 1_500;

/** How far a rehearsal is. */
export interface RehearsalProgress {
  readonly done: number;
  readonly of: number;
  /** What it does now. */
  readonly key: 'reading' | 'running';
  /** What the page asks with for the next progress. */
  readonly shown: 0 | 1;
}

/** What the page of a rehearsal shows. */
@Injectable()
export class CampaignRehearsals {
  constructor(
    private readonly board: RehearsalBoard,
    private readonly settings: SettingsService,
    private readonly sampler: SampleService,
    private readonly messages: SandboxMessageRepository,
    private readonly campaigns: CampaignService,
  ) {}

  /** Refused once the campaign was launched. */
  async look(campaign: CampaignWithoutPlan) {
    demandState(campaign, 'edit');
    const { timeZone } = await this.settings.organisation();
    const found = await this.board.look(campaign.id, PATIENCE_MS);
    const samples = await this.samples(campaign.id);
    if (found.state === 'done') {
      return { view: toRehearsalView(found.rehearsal, timeZone), at: found.at, samples };
    }
    if (found.state === 'refused') return { refusal: found.why, samples };
    const progress = toProgress(found);
    // The first run shows the picture already; the others make its ranges.
    if (found.done === 0 || found.soFar === undefined) return { progress, samples };
    return { view: toRehearsalView(found.soFar(), timeZone), progress, samples };
  }

  /** The progress alone; null when there is something new to show, on a page that shows a picture already or not. */
  async progress(campaignId: number, hasPicture: boolean): Promise<RehearsalProgress | null> {
    const found = await this.board.look(campaignId, 0);
    if (found.state !== 'running' || (found.done > 0 && !hasPicture)) return null;
    return toProgress(found);
  }

  again(campaignId: number): void {
    this.board.forget(campaignId);
  }

  async send(campaignId: number): Promise<Sample[]> {
    return this.sampler.send(await this.campaigns.get(campaignId));
  }

  private async samples(campaignId: number) {
    const found = await this.messages.list({ sampleOf: campaignId, limit: 20 });
    const inSandbox = this.settings.smsIsSandboxed() || this.settings.emailIsSandboxed();
    return found.map(({ id, channel, subject, body, toAddress, receivedAt }) => ({
      channelKey: `console.channel.${channel}`,
      subject,
      body,
      to: maskAddress(toAddress),
      at: receivedAt,
      href: inSandbox ? `/sandbox?${channel === 'email' ? 'mail' : 'thread'}=${id}` : null,
    }));
  }
}

function toProgress({ done, of }: { readonly done: number; readonly of: number }): RehearsalProgress {
  return { done, of, key: done === 0 ? 'reading' : 'running', shown: done === 0 ? 0 : 1 };
}

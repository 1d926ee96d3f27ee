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
    return { progress: { done: found.done, of: found.of, key: found.done === 0 ? 'reading' : 'running' }, samples };
  }

  /** The progress alone; null when there is something to show. */
  async progress(campaignId: number): Promise<{ done: number; of: number; key: string } | null> {
    const found = await this.board.look(campaignId, 0);
    return found.state === 'running'
      ? { done: found.done, of: found.of, key: found.done === 0 ? 'reading' : 'running' }
      : null;
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

import { Injectable } from '@nestjs/common';
import type { Campaign } from '../../campaigns/campaign.js';
import { CampaignService } from '../../campaigns/campaign.service.js';
import type { CreatedCampaign } from '../../campaigns/campaign.service.js';
import { InputError, RefusedError } from '../../kernel/faults.js';
import type { Fault } from '../../kernel/faults.js';
import type { Reason } from '../../kernel/reason.js';
import { demandState } from '../../planning/campaign-commands.js';
import { CampaignDrafts } from '../../planning/campaign-drafts.service.js';
import { PlanPreviewService } from '../../planning/plan-preview.service.js';
import { callsOnDaysOff } from '../../campaigns/days-off.js';
import { filledFields, formState } from '../form.js';
import type { FormState } from '../form.js';
import { fillAudience } from './campaign-audience.js';
import { CAMPAIGN_FIELDS, atFields, fillCampaignForm, readCampaignForm } from './campaign-form.js';
import { toConsequence } from './consequence.js';
import type { Consequence } from './consequence.js';
import { FormChoices } from './form-choices.service.js';
import type { FormOptions } from './form-choices.service.js';

/** The form's page. */
export interface CampaignFormPage {
  readonly id: number | null;
  readonly name: string;
  readonly isPlanned: boolean;
  readonly options: FormOptions;
  readonly look: LookAhead | null;
}

/** What the form's right side says: the consequence, or why there is none yet. */
export interface LookAhead {
  readonly consequence: Consequence | null;
  /** It calls on days off: a second person will have to agree. */
  readonly needsSecond: boolean;
  readonly warnings: readonly Reason[];
  readonly faults: readonly Fault[];
  readonly refusal: Reason | null;
}

type Typed = Readonly<Record<string, unknown>>;

/** The form of a campaign: filled in, read, looked ahead with, saved. */
@Injectable()
export class CampaignForms {
  constructor(
    private readonly campaigns: CampaignService,
    private readonly drafts: CampaignDrafts,
    private readonly previews: PlanPreviewService,
    private readonly choices: FormChoices,
  ) {}

  /** The campaign to be changed; null for a new one. Throws NotFoundError; refused once it was launched. */
  async kept(id: number | null): Promise<Campaign | null> {
    if (id === null) return null;
    const campaign = await this.campaigns.get(id);
    demandState(campaign, 'edit');
    return campaign;
  }

  /** The form as it stands in the campaign, or empty. */
  async fill(kept: Campaign | null): Promise<FormState> {
    const { zone, segments } = await this.choices.context();
    const audience = kept === null ? {} : fillAudience(kept, segments);
    return formState(CAMPAIGN_FIELDS, fillCampaignForm(kept, audience, zone));
  }

  async page(kept: Campaign | null, look: LookAhead | null): Promise<CampaignFormPage> {
    const { segments } = await this.choices.context();
    const isKept = kept !== null && fillAudience(kept, segments)['audience'] === 'kept';
    const options = await this.choices.options(isKept);
    return { id: kept?.id ?? null, name: kept?.name ?? '', isPlanned: kept?.state === 'planned', options, look };
  }

  /** Makes a draft, or changes one. Throws InputError with the faults at their fields. */
  async save(kept: Campaign | null, body: Typed, actor: string): Promise<CreatedCampaign> {
    const { definition, places } = readCampaignForm(filledFields(body), { ...(await this.choices.context()), kept });
    try {
      if (kept === null) return await this.campaigns.create(definition, actor);
      return await this.drafts.change(kept.id, definition, actor);
    } catch (error) {
      if (error instanceof InputError) throw new InputError(atFields(error.faults, places));
      throw error;
    }
  }

  /** What the campaign would do if it were saved like this. Nothing is stored. */
  async lookAhead(kept: Campaign | null, body: Typed, actor: string): Promise<LookAhead> {
    const context = await this.choices.context();
    // Nobody needs a name to see who would be called.
    const { definition, places } = readCampaignForm({ name: '…', ...filledFields(body) }, { ...context, kept });
    const nothing = { consequence: null, needsSecond: false, warnings: [], faults: [], refusal: null };
    try {
      const { warnings, ...campaign } = await this.campaigns.draft(definition, actor, kept?.id);
      const consequence = toConsequence(await this.previews.preview(campaign), context.zone);
      return { ...nothing, consequence, warnings, needsSecond: callsOnDaysOff(campaign) };
    } catch (error) {
      if (error instanceof InputError) return { ...nothing, faults: atFields(error.faults, places) };
      if (error instanceof RefusedError) return { ...nothing, refusal: error.reason };
      throw error;
    }
  }
}

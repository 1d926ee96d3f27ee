import { Injectable } from '@nestjs/common';
import type { Account } from '../../access/account.js';
import type { CampaignWithoutPlan } from '../../campaigns/campaign.js';
import { NotFoundError } from '../../kernel/faults.js';
import type { Locale } from '../../kernel/words.js';
import { StringsService } from '../../messages/strings.service.js';
import { PlanExplanationReadModel, type CustomerExplanation } from '../../planning/plan-explanation.read-model.js';
import { CustomerAccess } from '../customer-access.service.js';
import { segmentSentence } from '../../archive/segment-sentence.js';
import { CampaignFigures } from './campaign-figures.read-model.js';
import { toWhyPage, type WhyPage } from './campaign-why.js';

/** Why a customer of a campaign is where it is, as far as an account may see the customer. */
@Injectable()
export class CampaignWhy {
  constructor(
    private readonly figures: CampaignFigures,
    private readonly explanations: PlanExplanationReadModel,
    private readonly access: CustomerAccess,
    private readonly strings: StringsService,
  ) {}

  /** Null for a number that nobody has, or nobody whom the account may see. */
  async explain(
    { id, segment }: CampaignWithoutPlan,
    customerNo: string,
    account: Account,
    locale: Locale,
  ): Promise<WhyPage | null> {
    const customerId = customerNo === '' ? null : await this.figures.customerId(customerNo);
    if (customerId === null) return null;
    try {
      await this.access.check(account, customerId);
    } catch (error) {
      if (error instanceof NotFoundError) return null;
      throw error;
    }
    const explanation = await this.explanations.explainCustomer(id, customerNo);
    return toWhyPage(explanation, segmentSentence(segment, this.strings.of(locale)));
  }

  /** The page's place of a visit or an attempt. Throws NotFoundError, for one out of reach too. */
  async placeOf(what: 'visit' | 'attempt', id: number, account: Account): Promise<string> {
    const found = await this.find(what, id);
    await this.access.check(account, found.customerId);
    const { campaignId, customerNo } = found;
    return `/campaigns/${campaignId}/customer?no=${encodeURIComponent(customerNo)}#${what}-${id}`;
  }

  private find(what: 'visit' | 'attempt', id: number): Promise<CustomerExplanation> {
    return what === 'visit' ? this.explanations.explainVisit(id) : this.explanations.explainAttempt(id);
  }
}

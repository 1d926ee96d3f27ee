import { Injectable } from '@nestjs/common';
import type { Account } from '../../access/account.js';
import { NotFoundError } from '../../kernel/faults.js';
import type { Fault } from '../../kernel/faults.js';
import type { Composition } from '../../messages/compose-message.js';
import { checkDraft, completeDraft } from '../../messages/template.service.js';
import type { TemplateDraft } from '../../messages/template.service.js';
import type { TemplateText } from '../../messages/template-text.js';
import { PreviewService } from '../preview.service.js';
import { CustomerAccess } from '../customer-access.service.js';
import { toPreviewView } from './templates-page.js';
import type { DraftCheck, PreviewView } from './templates-page.js';

type Text = TemplateText & { readonly id: string; readonly language: string };

/** A text as a customer would see it, and what is wrong with it, before it is stored. */
@Injectable()
export class DraftCheckService {
  constructor(
    private readonly previews: PreviewService,
    private readonly customers: CustomerAccess,
  ) {}

  /** Everything about a draft at once: faults, wording, variables, and its preview where it has no fault. */
  async check(account: Account, draft: TemplateDraft, customer: string): Promise<DraftCheck> {
    const { faults, warnings, variables } = checkDraft(draft);
    const used = [...variables];
    const textFaults = faults.filter(({ field }) => field !== 'id');
    if (textFaults.length > 0) return { faults, warnings, used, preview: null };
    const { preview, fault } = await this.preview(account, completeDraft(draft), customer);
    return { faults: fault ? [...faults, fault] : faults, warnings, used, preview };
  }

  /** A text for a customer (an invented one where no number is typed); the fault of a number that nobody has. */
  async preview(
    account: Account,
    text: Text,
    customer: string,
  ): Promise<{ preview: PreviewView | null; fault: Fault | null }> {
    const found = await this.compose(account, text, customer);
    if (found === null) return { preview: null, fault: NO_SUCH_CUSTOMER };
    return { preview: toPreviewView(text.channel, found.composition, found.country), fault: null };
  }

  /** The message itself; null for a customer that the account cannot see. */
  async compose(
    account: Account,
    text: Text,
    customer: string,
  ): Promise<{ composition: Composition; country: string | null } | null> {
    const version = { ...text, version: 0 };
    if (customer.trim() === '') return this.previews.previewText(version, account);
    const found = await this.customers.find(account, customer.trim());
    const hit = found.find(({ customerNo }) => customerNo === customer.trim()) ?? (found.length === 1 ? found[0] : undefined); // prettier-ignore
    if (hit === undefined) return null;
    try {
      return await this.previews.previewText(version, account, hit.id);
    } catch (error) {
      if (error instanceof NotFoundError) return null;
      throw error;
    }
  }
}

const NO_SUCH_CUSTOMER: Fault = {
  field: 'customer',
  code: 'no-such-customer',
  message: 'is no customer number that you can see',
};

import { Injectable } from '@nestjs/common';
import type { SavedSegment } from '../../archive/segment.service.js';
import { canDo } from '../../access/permissions.js';
import type { Fault } from '../../kernel/faults.js';
import type { Reason } from '../../kernel/reason.js';
import { StringsService } from '../../messages/strings.service.js';
import { formState } from '../form.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import type { SegmentDraft } from './segment-draft.js';
import { builderView } from './segment-page.js';
import { segmentSentence } from '../../archive/segment-sentence.js';
import { SegmentUse } from './segment-use.service.js';

/** A segment that somebody looks at or writes on. */
export interface SegmentInHand {
  readonly id: number | null;
  readonly name: string;
  readonly draft: SegmentDraft;
  /** Why it could not be kept. */
  readonly faults?: readonly Fault[];
  /** Why it could not be deleted. */
  readonly refused?: Reason;
}

/** The page of a segment: its sentence, its count, a sample, who uses it, and the builder. */
@Injectable()
export class SegmentView {
  constructor(
    private readonly use: SegmentUse,
    private readonly strings: StringsService,
    private readonly view: PageView,
  ) {}

  async send(request: WebRequest, response: WebResponse, hand: SegmentInHand): Promise<void> {
    const catalogue = this.strings.of(await this.view.locale(request));
    const builder = builderView(hand.draft, catalogue, hand.faults !== undefined);
    const { segment } = builder;
    const role = request.account?.role;
    const page = {
      ...{ id: hand.id, builder, refused: hand.refused ?? null },
      count: segment && (await this.use.count(segment)),
      sample: segment && (await this.use.sample(segment)),
      campaigns: segment && hand.id !== null ? await this.use.campaigns(segment) : [],
      mayWrite: role !== undefined && canDo(role, 'segments.write'),
    };
    const ofName = (hand.faults ?? []).filter(({ field }) => field === 'name');
    const form = formState(['name'], { name: hand.name }, ofName);
    const heading = hand.name === '' ? {} : { heading: hand.name };
    await this.view.send(request, response, 'segments-one', 'console.segments.new', { page, form, ...heading });
  }

  /** Kept segments as sentences. */
  async lines(request: WebRequest, saved: readonly SavedSegment[]) {
    const catalogue = this.strings.of(await this.view.locale(request));
    return saved.map((one) => ({ ...one, sentence: segmentSentence(one.filter, catalogue) }));
  }
}

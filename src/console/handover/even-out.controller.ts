import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { rowScope, scopeAgents } from '../../access/permissions.js';
import type { Reason } from '../../kernel/reason.js';
import { RebalanceService } from '../../planning/rebalance.service.js';
import type { RebalanceWish } from '../../planning/rebalance.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { formState } from '../form.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { toPreview } from './hand-over-page.js';
import { HandOverRows } from './hand-over.read-model.js';
import { orRefused } from './or-refused.js';

const wishShape = {
  agent: z.string().trim().max(200).catch(''),
  campaign: z.coerce.number().int().positive().nullable().catch(null),
};
const wishQuery = z.looseObject(wishShape);
const doForm = z.looseObject({ ...wishShape, token: z.string().max(200).catch('') });

type Asked = z.infer<typeof wishQuery>;

/** After a leave, a departure or an arrival: who would take over what, with the fewest moves; and the doing of it. */
@ApiExcludeController()
@Controller('handover/even')
@Roles('visits.handover')
export class EvenOutController {
  constructor(
    private readonly rebalancing: RebalanceService,
    private readonly rows: HandOverRows,
    private readonly view: PageView,
  ) {}

  @Get()
  async page(
    @Query({ schema: wishQuery }) asked: Asked,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.show(request, response, { asked, account, refusal: null });
  }

  @Post()
  async carryOut(
    @Body({ schema: doForm }) asked: z.infer<typeof doForm>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const move = async () => {
      const { moved } = await this.rebalancing.carryOut(wishOf(asked, account), asked.token, actorOf(account));
      response.redirect(303, `/handover?done=evened-out&n=${moved}`);
    };
    await orRefused(move, (refusal) => this.show(request, response.status(409), { asked, account, refusal }));
  }

  private async show(
    request: WebRequest,
    response: WebResponse,
    { asked, account, refusal }: { readonly asked: Asked; readonly account: Account; readonly refusal: Reason | null },
  ): Promise<void> {
    const preview = toPreview(await this.rebalancing.preview(wishOf(asked, account)));
    const campaigns = await this.rows.campaigns();
    const fixed = preview.stays.appointment + preview.stays.started;
    const page = {
      asked,
      preview,
      refusal,
      fixed,
      campaigns: campaigns.map(({ id, name }) => ({ value: String(id), label: name })),
      isSomething: preview.number + preview.retimedNumber > 0,
      fixedHref: asked.agent === '' ? null : `/handover?from=${encodeURIComponent(asked.agent)}&fixed=1`,
    };
    const values = { agent: asked.agent, campaign: asked.campaign === null ? '' : String(asked.campaign) };
    const form = formState(['agent', 'campaign'], values);
    await this.view.send(request, response, 'handover-even', 'console.handover.even', { page, form });
  }
}

/** Within the person's own teams. */
function wishOf({ agent, campaign }: Asked, account: Account): RebalanceWish {
  const { agentIds } = scopeAgents(rowScope(account));
  return {
    agentIds,
    ...(campaign === null ? {} : { campaignId: campaign }),
    ...(agent === '' ? {} : { agentNo: agent }),
  };
}

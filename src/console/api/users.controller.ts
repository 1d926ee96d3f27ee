import { Body, Controller, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { UserService } from '../../access/user.service.js';
import { InputError } from '../../kernel/faults.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';

const teams = z.array(z.string().max(100)).max(50);
const userForm = z.strictObject({
  login: z.string(),
  password: z.string(),
  role: z.string(),
  name: z.string().max(100).optional(),
  agentNo: z.string().max(40).optional(),
  teams: teams.optional(),
});
const changeForm = z.strictObject({
  name: z.string().max(100).optional(),
  role: z.string().optional(),
  agentNo: z.string().max(40).optional(),
  enabled: z.boolean().optional(),
  password: z.string().optional(),
  teams: teams.optional(),
});

@ApiTags('users')
@Controller('api/v1/users')
@Roles('users.manage')
export class UsersController {
  constructor(private readonly users: UserService) {}

  @Get()
  @ApiOperation({ summary: 'Accounts by login' })
  async list() {
    return { items: await this.users.list(), next: null };
  }

  @Post()
  @ApiOperation({ summary: 'Add an account' })
  add(@Body({ schema: userForm }) form: z.infer<typeof userForm>, @CurrentAccount() account: Account) {
    return this.users.add(form, actorOf(account));
  }

  @Patch(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Change name, role, agent or a supervisor’s teams, set a new password, disable or enable' })
  async change(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: changeForm }) form: z.infer<typeof changeForm>,
    @CurrentAccount() account: Account,
  ): Promise<void> {
    if (form.enabled === false && id === account.id) {
      throw new InputError([{ field: 'enabled', code: 'own-account', message: 'Nobody can disable the own account.' }]);
    }
    if (form.password !== undefined) await this.users.setPassword(id, form.password, actorOf(account));
    const { name, role, agentNo, teams } = form;
    await this.users.change(id, { name, role, agentNo, teams }, actorOf(account));
    if (form.enabled !== undefined) await this.users.setEnabled(id, form.enabled, actorOf(account));
  }
}

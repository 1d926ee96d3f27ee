import { Injectable } from '@nestjs/common';
import { AuditService } from '../access/audit.service.js';
import { Database } from '../database/database.service.js';
import type { Queryable } from '../database/queryable.js';
import { Clock } from '../kernel/clock.js';
import { InputError } from '../kernel/faults.js';
import type { Fault } from '../kernel/faults.js';
import type { LevelRule } from './level-rule.js';

const LONGEST = 200;

/** Which team or skill serves customers of a member level (VIP teams): a demand that every plan keeps to. */
@Injectable()
export class LevelRuleService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** The rules that ask for something, by level. */
  list(db: Queryable = this.database): Promise<LevelRule[]> {
    return db.query<LevelRule>(
      `SELECT member_level AS "memberLevel", team, skill FROM level_rules
       WHERE team IS NOT NULL OR skill IS NOT NULL ORDER BY member_level COLLATE "C"`,
    );
  }

  /** Makes the rule of a level, in place of an older one. Throws InputError with every fault. */
  async save(rule: LevelRule, actor: string): Promise<LevelRule> {
    const named = { memberLevel: tidy(rule.memberLevel) ?? '', team: tidy(rule.team), skill: tidy(rule.skill) };
    const faults = await this.faultsOf(named);
    if (faults.length > 0) throw new InputError(faults);
    await this.store(named, actor, 'level-rule.save');
    return named;
  }

  /** From the next plan on anybody may serve the level. */
  async remove(memberLevel: string, actor: string): Promise<void> {
    const known = (await this.list()).some((rule) => rule.memberLevel === memberLevel);
    if (known) await this.store({ memberLevel, team: null, skill: null }, actor, 'level-rule.remove');
  }

  private async store(rule: LevelRule, actor: string, action: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.execute(
        `INSERT INTO level_rules (member_level, team, skill, created_by, updated_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (member_level) DO UPDATE
           SET team = excluded.team, skill = excluded.skill, updated_at = excluded.updated_at`,
        [rule.memberLevel, rule.team, rule.skill, actor, this.clock.now()],
      );
      await this.audit.audit(tx, { actor, action, subject: 'level-rules', details: { ...rule } });
    });
  }

  /** A team or skill that nobody has would leave every customer of the level without an agent. */
  private async faultsOf({ memberLevel, team, skill }: LevelRule): Promise<Fault[]> {
    const faults: Fault[] = [];
    if (memberLevel === '') faults.push({ field: 'memberLevel', code: 'required', message: 'A level is needed' });
    if (memberLevel.length > LONGEST) faults.push({ field: 'memberLevel', code: 'too-long', message: 'Is too long' });
    if (team === null && skill === null) {
      faults.push({ field: 'team', code: 'required', message: 'A team or a skill is needed' });
    }
    const known = await this.database.one<{ team: boolean; skill: boolean }>(
      `SELECT EXISTS (SELECT FROM agents WHERE active AND team = $1) AS team,
              EXISTS (SELECT FROM agents WHERE active AND skills @> ARRAY[$2::text]) AS skill`,
      [team, skill],
    );
    if (team !== null && !known.team) {
      faults.push({ field: 'team', code: 'unknown-team', message: 'No agent is in this team' });
    }
    if (skill !== null && !known.skill) {
      faults.push({ field: 'skill', code: 'unknown-skill', message: 'No agent has this skill' });
    }
    return faults;
  }
}

function tidy(text: string | null): string | null {
  const clean = text?.normalize('NFC').trim() ?? '';
  return clean === '' ? null : clean;
}

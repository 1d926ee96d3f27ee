import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import type { Scene } from './story-world.js';

/** `report --format json`, as far as it is counted again here. */
interface Report {
  readonly headline: { planned: number; done: number; reached: number; answered: number; nps: number | null };
  readonly ledger: { readonly audience: number; readonly balanced: boolean };
  readonly funnel: Readonly<Record<string, number>>;
  readonly excluded: readonly { code: string; count: number }[];
  readonly product: { readonly n: number; readonly distribution: readonly number[] };
  readonly service: { readonly n: number; readonly distribution: readonly number[] };
  readonly channels: readonly { channel: string; sent: number; answers: number }[];
  readonly agents: readonly { agentNo: string; visits: number; done: number; answered: number }[];
  readonly reasons: readonly { code: string; count: number }[];
  readonly optOuts: number;
  readonly followUps: { readonly opened: number; readonly closed: number };
}

/** The end of the story: the report counts what is there, is written in every form, and is frozen by closing. */
export function tellReport(campaignId: number, now: () => { scene: Scene; out: (name: string) => string }): void {
  it('the numbers of the report are those of the rows', async () => {
    const { scene, out } = now();
    const file = out('report.json');
    await scene.command('report', String(campaignId), '--format', 'json', '--out', file);
    await expectReportCountsRows(scene, campaignId, JSON.parse(await readFile(file, 'utf8')) as Report);
  });

  it('the report is written in every form', async () => {
    const { scene, out } = now();
    const forms = { html: '<!doctype html>', pdf: '%PDF-', xlsx: 'PK', csv: '\uFEFF' };
    const written = await Promise.all(
      Object.keys(forms).map(async (form) => {
        await scene.command('report', String(campaignId), '--format', form, '--out', out(`report.${form}`));
        return readFile(out(`report.${form}`));
      }),
    );
    for (const [place, start] of Object.values(forms).entries()) {
      expect(written[place]?.toString('utf8').toLowerCase().startsWith(start.toLowerCase())).toBe(true);
      expect(written[place]?.length).toBeGreaterThan(1_000);
    }
  });

  it('closing freezes it: what a customer changes later is kept out', async () => {
    const { scene } = now();
    const closed = await scene.command<{ contentHash: string }>('campaign', 'close', String(campaignId));
    expect(closed).toMatchObject({ state: 'archived', contentHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const { body: before } = await scene.api.get<Report>(`reports/${campaignId}`);
    const [answered] = await scene.query<{ id: string }>('SELECT visit_id AS id FROM responses ORDER BY id LIMIT 1');
    const taken = await scene.query(
      'SELECT content_hash AS "contentHash" FROM report_archives WHERE campaign_id = $1',
      [campaignId],
    );
    expect(taken).toEqual([{ contentHash: closed.contentHash }]);
    await scene.query('UPDATE responses SET service_score = 1 WHERE visit_id = $1', [answered?.id]);
    expect((await scene.api.get<Report>(`reports/${campaignId}`)).body).toEqual(before);
  });
}

const FUNNEL_SQL = `WITH persons AS (
  SELECT v.id, v.state, EXISTS (SELECT FROM responses r WHERE r.visit_id = v.id) AS answered,
    EXISTS (SELECT FROM attempts a WHERE a.visit_id = v.id AND a.handed_over_at IS NOT NULL) AS tried,
    EXISTS (SELECT FROM attempts a WHERE a.visit_id = v.id AND (a.state = 'delivered'
      OR (a.channel = 'email' AND a.state IN ('accepted', 'assumed_sent')))) AS delivered
  FROM visits v WHERE v.campaign_id = $1)
SELECT count(*)::int AS planned, count(*) FILTER (WHERE state = 'completed')::int AS done,
  count(*) FILTER (WHERE tried OR answered)::int AS attempted,
  count(*) FILTER (WHERE delivered OR answered)::int AS reached,
  count(*) FILTER (WHERE answered)::int AS answered,
  count(*) FILTER (WHERE state = 'opted_out')::int AS "optedOut",
  (SELECT count(*)::int FROM exclusions e WHERE e.campaign_id = $1) AS excluded,
  (SELECT count(*)::int FROM follow_ups f WHERE f.campaign_id = $1) AS "followUps" FROM persons`;

interface Counted {
  readonly planned: number;
  readonly done: number;
  readonly attempted: number;
  readonly reached: number;
  readonly answered: number;
  readonly optedOut: number;
  readonly excluded: number;
  readonly followUps: number;
}

/** Every number of the report is counted again from the rows, by SQL of its own. */
async function expectReportCountsRows(scene: Scene, campaignId: number, report: Report): Promise<void> {
  const [counted] = await scene.query<Counted>(FUNNEL_SQL, [campaignId]);
  const { planned, done, attempted, reached, answered, optedOut, excluded, followUps } = counted!;
  expect(report.headline).toMatchObject({ planned, done, reached, answered });
  expect(report.funnel).toEqual({
    audience: planned + excluded,
    excluded,
    planned,
    notAttempted: planned - attempted,
    attempted,
    notReached: attempted - reached,
    reached,
    unanswered: reached - answered,
    answered,
  });
  expect(report.ledger).toMatchObject({ audience: planned + excluded, balanced: true });
  expect(report.optOuts).toBe(optedOut);
  expect(report.followUps.opened).toBe(followUps);
  await expectScores(scene, campaignId, report);
  await expectTables(scene, campaignId, report);
}

async function expectScores(scene: Scene, campaignId: number, report: Report): Promise<void> {
  for (const what of ['product', 'service'] as const) {
    const marks = await scene.query<{ n: number }>(
      `SELECT (SELECT count(*)::int FROM responses r WHERE r.campaign_id = $1 AND r.${what}_score = mark) AS n
       FROM generate_series(1, 5) AS mark ORDER BY mark`,
      [campaignId],
    );
    expect(report[what].distribution).toEqual(marks.map(({ n }) => n));
  }
  const [nps] = await scene.query<{ score: number | null }>(
    `SELECT (100.0 * (count(*) FILTER (WHERE nps >= 9) - count(*) FILTER (WHERE nps <= 6)) / nullif(count(nps), 0))::float8 AS score
     FROM responses WHERE campaign_id = $1`,
    [campaignId],
  );
  expect(report.headline.nps).toEqual(nps?.score ?? null);
}

async function expectTables(scene: Scene, campaignId: number, report: Report): Promise<void> {
  const codes = await scene.query(
    'SELECT code, count(*)::int AS count FROM exclusions WHERE campaign_id = $1 GROUP BY code ORDER BY code',
    [campaignId],
  );
  expect(sorted(report.excluded.map(({ code, count }) => ({ code, count })))).toEqual(sorted(codes));
  const sent = await scene.query(
    `SELECT channel, count(*)::int AS sent FROM attempts WHERE campaign_id = $1 AND handed_over_at IS NOT NULL
     GROUP BY channel ORDER BY channel`,
    [campaignId],
  );
  const lines = report.channels.filter((line) => line.sent > 0);
  expect(sorted(lines.map(({ channel, sent: n }) => ({ channel, sent: n })))).toEqual(sorted(sent));
  const agents = await scene.query(
    `SELECT g.agent_no AS "agentNo", count(*)::int AS visits, count(*) FILTER (WHERE v.state = 'completed')::int AS done
     FROM visits v JOIN agents g ON g.id = v.agent_id WHERE v.campaign_id = $1 GROUP BY g.agent_no`,
    [campaignId],
  );
  const shares = report.agents.filter(({ visits }) => visits > 0);
  expect(sorted(shares.map(({ agentNo, visits, done }) => ({ agentNo, visits, done })))).toEqual(sorted(agents));
  const reasons = await scene.query(
    `SELECT code, count(*)::int AS count FROM responses, unnest(reason_codes) AS code WHERE campaign_id = $1 GROUP BY code`,
    [campaignId],
  );
  expect(sorted(report.reasons.map(({ code, count }) => ({ code, count })))).toEqual(sorted(reasons));
}

function sorted(rows: readonly unknown[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}

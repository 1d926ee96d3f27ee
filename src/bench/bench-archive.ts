import type { Queryable } from '../database/queryable.js';

const AGENTS = 200;

/**
 * An archive made in SQL: what is measured begins after it. Two thirds can be reached by SMS, the others by e-mail or
 * not at all; several zones, owners and provinces, so that the classes are as many as in a real archive. The numbers are
 * American, because no provider may ask a Chinese number for a reply.
 */
export async function fillArchive(db: Queryable, size: number, agents = AGENTS): Promise<void> {
  await db.execute(
    `INSERT INTO agents (agent_no, name, team, shifts)
    SELECT lpad(n::text, 4, '0'), 'Agent ' || n, 'team-' || n % 8, '[{"days":[1,2,3,4,5],"from":"09:00","to":"12:00"},{"days":[1,2,3,4,5],"from":"14:00","to":"20:00"}]'
    FROM generate_series(1, $1::int) n`,
    [agents],
  );
  await db.execute(
    `INSERT INTO customers (customer_no, name, gender, country, province, timezone, owner_agent_no, member_level, language)
     SELECT 'B' || n, '客户' || n, (ARRAY['male','female','unknown'])[1 + n % 3], CASE WHEN n % 50 = 0 THEN 'US' ELSE 'CN' END,
       CASE WHEN n % 50 = 0 THEN NULL WHEN n % 40 = 0 THEN '新疆' ELSE (ARRAY['江西省','北京市','上海市','广东省'])[1 + n % 4] END,
       CASE WHEN n % 50 = 0 THEN 'America/New_York' WHEN n % 40 <> 0 THEN 'Asia/Shanghai' END, CASE WHEN n % 3 = 0 THEN lpad((1 + n % $2::int)::text, 4, '0') END,
       (ARRAY['金卡','银卡','普通'])[1 + n % 3], 'zh-CN'
     FROM generate_series(1, $1::int) n`,
    [size, agents],
  );
  await db.execute(
    `INSERT INTO addresses (address, kind) SELECT '+1415' || lpad(n::text, 7, '0'), 'phone' FROM generate_series(1, $1::int) n WHERE n % 3 <> 0
     UNION ALL SELECT 'b' || n || '@example.com', 'email' FROM generate_series(1, $1::int) n WHERE n % 20 <> 0`,
    [size],
  );
  await db.execute(
    `INSERT INTO contact_points (customer_id, kind, raw, address, phone_type, country)
     SELECT c.id, a.kind, a.address, a.address, CASE a.kind WHEN 'phone' THEN 'mobile' END, CASE a.kind WHEN 'phone' THEN 'US' END
     FROM addresses a JOIN customers c ON c.customer_no = CASE a.kind
       WHEN 'phone' THEN 'B' || substr(a.address, 6)::int ELSE 'B' || substring(a.address FROM 'b(\\d+)@') END`,
  );
  await db.execute('ANALYZE agents, customers, addresses, contact_points');
}

import type { Queryable } from '../database/queryable.js';
import { fillArchive } from './bench-archive.js';

const AGENTS = 500;

/**
 * An archive in which not everybody can take everybody: 500 agents with skills, languages and regions, customers who need
 * them, and one customer in nine who has only a fixed line, so that the shifts are filled with calls too. Some 300 classes.
 */
export async function fillPlanArchive(db: Queryable, size: number): Promise<void> {
  await fillArchive(db, size, AGENTS);
  await db.execute(
    `UPDATE agents SET
       languages = CASE WHEN id % 5 = 0 THEN ARRAY['zh-CN', 'yue'] WHEN id % 7 = 0 THEN ARRAY['zh-CN', 'en'] ELSE ARRAY['zh-CN'] END,
       regions = CASE WHEN id % 3 = 0 THEN ARRAY['广东省', '江西省'] WHEN id % 11 = 0 THEN ARRAY['北京市', '新疆'] ELSE '{}' END,
       skills = CASE WHEN id % 4 = 0 THEN ARRAY['repair'] WHEN id % 6 = 0 THEN ARRAY['finance'] ELSE '{}' END`,
  );
  await db.execute(
    `UPDATE customers SET language = CASE WHEN id % 25 = 0 THEN 'yue' WHEN id % 60 = 0 THEN 'en' ELSE language END,
       required_skill = CASE WHEN id % 17 = 0 THEN 'repair' WHEN id % 31 = 0 THEN 'finance' END
     WHERE id % 25 = 0 OR id % 60 = 0 OR id % 17 = 0 OR id % 31 = 0`,
  );
  await db.execute(`UPDATE contact_points SET phone_type = 'fixed' WHERE kind = 'phone' AND customer_id % 9 = 1`);
  await db.execute(`DELETE FROM contact_points WHERE kind = 'email' AND customer_id % 9 = 1`);
  await db.execute('VACUUM ANALYZE');
}

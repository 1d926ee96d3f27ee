-- Versions that accounts saved before second persons were asked are in use: they count as agreed to, or an upgrade would
-- change what customers get.
INSERT INTO approvals (kind, subject, details, asked_by, asked_at, decision, decided_by, decided_at, note)
SELECT 'template', 'template:' || t.id || '/' || t.channel || '/' || t.language || '/' || t.version,
       jsonb_build_object('id', t.id, 'channel', t.channel, 'language', t.language, 'version', t.version),
       t.created_by, t.created_at, 'approved', 'system:upgrade', now(), 'In use before second persons were asked'
  FROM templates t WHERE t.created_by LIKE 'user:%'
ON CONFLICT (kind, subject) DO NOTHING;

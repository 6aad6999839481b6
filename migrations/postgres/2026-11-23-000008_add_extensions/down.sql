ALTER TABLE reports ADD COLUMN due_at TIMESTAMPTZ;
UPDATE reports SET due_at = COALESCE(
    (SELECT b.due_at FROM report_returns b WHERE b.report_id = reports.id ORDER BY b.number DESC LIMIT 1),
    (SELECT p.due_at FROM periods p WHERE p.id = reports.period_id));
ALTER TABLE reports ALTER COLUMN due_at SET NOT NULL;
DROP TABLE report_returns;
DROP TABLE period_exceptions;
DROP TABLE extensions;
ALTER TABLE plans DROP COLUMN closed_at;

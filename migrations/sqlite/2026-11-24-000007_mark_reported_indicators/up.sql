-- Whether there is a report on an indicator: the first fixes its kind, basis and unit. Whoever adds a report says so, so that the
-- plan need not look into reports.
ALTER TABLE indicators ADD COLUMN is_reported INTEGER NOT NULL DEFAULT 0;
UPDATE indicators SET is_reported = 1 WHERE id IN (SELECT indicator_id FROM reports WHERE indicator_id IS NOT NULL);

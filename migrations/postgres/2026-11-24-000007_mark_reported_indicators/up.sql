-- Whether there is a report on an indicator: the first fixes its kind, basis and unit. Whoever adds a report says so, so that the
-- plan need not look into reports.
ALTER TABLE indicators ADD COLUMN is_reported BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE indicators SET is_reported = TRUE WHERE id IN (SELECT indicator_id FROM reports WHERE indicator_id IS NOT NULL);

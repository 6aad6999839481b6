ALTER TABLE indicators DROP COLUMN is_reported;

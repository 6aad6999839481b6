DROP TABLE audit_checkpoint_exports;
DROP TABLE audit_checkpoints;
DROP TABLE figure_seals;
DROP TRIGGER changes_no_update;
DROP TRIGGER changes_no_delete;
DROP TRIGGER audit_entries_no_update;
DROP TRIGGER audit_entries_no_delete;
ALTER TABLE audit_entries DROP COLUMN feed_digest;
ALTER TABLE audit_entries DROP COLUMN seals_digest;

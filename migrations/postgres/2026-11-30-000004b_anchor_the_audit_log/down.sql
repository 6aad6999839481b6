DROP TABLE audit_checkpoint_exports;
DROP TABLE audit_checkpoints;
DROP TABLE figure_seals;
DROP TRIGGER changes_append_only ON changes;
DROP TRIGGER audit_entries_append_only ON audit_entries;
DROP FUNCTION duban_append_only();
ALTER TABLE audit_entries DROP COLUMN feed_digest, DROP COLUMN seals_digest;

DROP TABLE confirmations;
DROP TABLE report_flags;
-- What the schema before means otherwise: a correction that was not approved goes, the highest approved revision serves.
DELETE FROM reports WHERE corrects_id IS NOT NULL AND status NOT IN ('approved', 'superseded');
UPDATE reports SET status = 'approved' WHERE status = 'superseded';
DROP INDEX reports_corrects_id_idx;
ALTER TABLE reports DROP COLUMN submission_kind;
ALTER TABLE reports DROP COLUMN slip_confirmed;
ALTER TABLE reports DROP COLUMN corrects_id;
ALTER TABLE reports DROP COLUMN correction_reason;
ALTER TABLE reports DROP COLUMN correction_evidence;
ALTER TABLE reports DROP COLUMN superseded_at;
ALTER TABLE bureaus DROP COLUMN statistics_authority;

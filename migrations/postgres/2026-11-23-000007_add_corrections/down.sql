DROP VIEW obligations;
DROP TABLE confirmations;
DROP TABLE report_flags;
-- What the schema before cannot say: a correction that was not approved goes, the highest approved revision serves.
DELETE FROM reports WHERE corrects_id IS NOT NULL AND status NOT IN ('approved', 'superseded');
UPDATE reports SET status = 'approved' WHERE status = 'superseded';
DROP INDEX reports_corrects_id_idx;
ALTER TABLE reports
    DROP COLUMN submission_kind,
    DROP COLUMN slip_confirmed,
    DROP COLUMN corrects_id,
    DROP COLUMN correction_reason,
    DROP COLUMN correction_evidence,
    DROP COLUMN superseded_at,
    DROP CONSTRAINT reports_status_check,
    ADD CONSTRAINT reports_status_check CHECK (status IN ('draft', 'submitted', 'withdrawn', 'returned', 'approved'));
ALTER TABLE bureaus DROP COLUMN statistics_authority;

-- 应报事项: who owes a report for what. Derived, never stored, so that it is never out of date: each reported indicator and
-- each named project, for each period of its plan, by the bureau that leads it when the period ends. What another bureau
-- signed off before the lead passed on fulfils it; what it left unsubmitted does not.
CREATE VIEW obligations AS
SELECT (CAST(p.id AS TEXT) || '.' || CAST(i.id AS TEXT)) COLLATE "C" AS id,
       p.jurisdiction, p.plan_id, p.id AS period_id, p.code AS period_code, p.ends_on, p.opens_at, p.closed_at,
       i.id AS indicator_id, CAST(NULL AS UUID) AS project_id, i.code AS subject_code, i.name AS subject_name,
       COALESCE(r.bureau_id, a.bureau_id) AS bureau_id, COALESCE(r.due_at, p.due_at) AS due_at,
       r.id AS report_id, r.status AS report_status, r.first_submitted_at
FROM periods p
JOIN indicators i ON i.plan_id = p.plan_id AND i.reporting = 'monthly'
JOIN assignments a ON a.indicator_id = i.id AND a.role = 'lead' AND a.effective_from <= p.ends_on
     AND (a.effective_to IS NULL OR a.effective_to > p.ends_on)
LEFT JOIN reports r ON r.indicator_id = i.id AND r.period_id = p.id
     AND r.revision = (SELECT MAX(x.revision) FROM reports x WHERE x.indicator_id = i.id AND x.period_id = p.id)
     AND (r.bureau_id = a.bureau_id OR r.status IN ('submitted', 'approved'))
UNION ALL
SELECT (CAST(p.id AS TEXT) || '.' || CAST(j.id AS TEXT)) COLLATE "C" AS id,
       p.jurisdiction, p.plan_id, p.id AS period_id, p.code AS period_code, p.ends_on, p.opens_at, p.closed_at,
       CAST(NULL AS UUID) AS indicator_id, j.id AS project_id, j.code AS subject_code, j.name AS subject_name,
       COALESCE(r.bureau_id, j.lead_bureau_id) AS bureau_id, COALESCE(r.due_at, p.due_at) AS due_at,
       r.id AS report_id, r.status AS report_status, r.first_submitted_at
FROM periods p
JOIN projects j ON j.plan_id = p.plan_id AND j.listing = 'named' AND j.lead_bureau_id IS NOT NULL AND j.stage <> 'exited'
LEFT JOIN reports r ON r.project_id = j.id AND r.period_id = p.id
     AND r.revision = (SELECT MAX(x.revision) FROM reports x WHERE x.project_id = j.id AND x.period_id = p.id)
     AND (r.bureau_id = j.lead_bureau_id OR r.status IN ('submitted', 'approved'));

DROP VIEW obligations;
DROP TABLE confirmations;
DROP TABLE report_flags;
-- What the schema before cannot say: a correction that was not approved goes, the highest approved revision serves.
DELETE FROM reports WHERE corrects_id IS NOT NULL AND status NOT IN ('approved', 'superseded');
UPDATE reports SET status = 'approved' WHERE status = 'superseded';
CREATE TABLE reports_old (
    id                 TEXT        NOT NULL CONSTRAINT reports_pkey PRIMARY KEY,
    jurisdiction       TEXT        NOT NULL CONSTRAINT reports_jurisdiction_fkey REFERENCES jurisdictions (code),
    plan_id            TEXT        NOT NULL CONSTRAINT reports_plan_id_fkey REFERENCES plans (id),
    period_id          TEXT        NOT NULL CONSTRAINT reports_period_id_fkey REFERENCES periods (id),
    indicator_id       TEXT        CONSTRAINT reports_indicator_id_fkey REFERENCES indicators (id),
    project_id         TEXT        CONSTRAINT reports_project_id_fkey REFERENCES projects (id),
    bureau_id          TEXT        NOT NULL CONSTRAINT reports_bureau_id_fkey REFERENCES bureaus (id),
    revision           INTEGER     NOT NULL,
    status             TEXT        NOT NULL CONSTRAINT reports_status_check CHECK (status IN ('draft', 'submitted', 'withdrawn', 'returned', 'approved')),
    value_reported     INTEGER,
    unit_reported      TEXT,
    value              INTEGER,
    numerator          INTEGER,
    denominator        INTEGER,
    achieved_on        TEXT,
    decrease_reason    TEXT        CONSTRAINT reports_decrease_reason_check CHECK (decrease_reason IN ('write_down', 'correction', 'definition_change')),
    narrative          TEXT,
    problems           TEXT,
    next_steps         TEXT,
    due_at             TEXT NOT NULL,
    drafted_by         TEXT,
    submitted_by       TEXT,
    first_submitted_at TEXT,
    submitted_at       TEXT,
    decided_by         TEXT,
    decided_at         TEXT,
    return_reason      TEXT        CONSTRAINT reports_return_reason_check CHECK (return_reason IN ('figure_wrong', 'evidence_missing', 'unit_wrong', 'narrative_insufficient', 'other')),
    return_comment     TEXT,
    demonstration      INTEGER     NOT NULL,
    version            INTEGER     NOT NULL,
    created_at         TEXT NOT NULL,
    updated_at         TEXT NOT NULL,
    CONSTRAINT reports_indicator_id_period_id_revision_key UNIQUE (indicator_id, period_id, revision),
    CONSTRAINT reports_project_id_period_id_revision_key UNIQUE (project_id, period_id, revision),
    CONSTRAINT reports_subject_check CHECK ((indicator_id IS NULL) <> (project_id IS NULL))
) STRICT;
INSERT INTO reports_old (id, jurisdiction, plan_id, period_id, indicator_id, project_id, bureau_id, revision, status, value_reported,
    unit_reported, value, numerator, denominator, achieved_on, decrease_reason, narrative, problems, next_steps,
    due_at, drafted_by, submitted_by, first_submitted_at, submitted_at, decided_by, decided_at, return_reason,
    return_comment, demonstration, version, created_at, updated_at)
SELECT id, jurisdiction, plan_id, period_id, indicator_id, project_id, bureau_id, revision, status, value_reported,
    unit_reported, value, numerator, denominator, achieved_on, decrease_reason, narrative, problems, next_steps,
    due_at, drafted_by, submitted_by, first_submitted_at, submitted_at, decided_by, decided_at, return_reason,
    return_comment, demonstration, version, created_at, updated_at
FROM reports;
UPDATE reports SET corrects_id = NULL;
DROP TABLE reports;
ALTER TABLE reports_old RENAME TO reports;
CREATE INDEX reports_jurisdiction_idx ON reports (jurisdiction, id);
CREATE INDEX reports_bureau_id_idx ON reports (bureau_id, id);
CREATE INDEX reports_period_id_idx ON reports (period_id);
ALTER TABLE bureaus DROP COLUMN statistics_authority;

-- 应报事项: who owes a report for what. Derived, never stored, so that it is never out of date: each reported indicator and
-- each named project, for each period of its plan, by the bureau that leads it when the period ends. What another bureau
-- signed off before the lead passed on fulfils it; what it left unsubmitted does not.
CREATE VIEW obligations AS
SELECT (CAST(p.id AS TEXT) || '.' || CAST(i.id AS TEXT)) AS id,
       p.jurisdiction, p.plan_id, p.id AS period_id, p.code AS period_code, p.ends_on, p.opens_at, p.closed_at,
       i.id AS indicator_id, NULL AS project_id, i.code AS subject_code, i.name AS subject_name,
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
SELECT (CAST(p.id AS TEXT) || '.' || CAST(j.id AS TEXT)) AS id,
       p.jurisdiction, p.plan_id, p.id AS period_id, p.code AS period_code, p.ends_on, p.opens_at, p.closed_at,
       NULL AS indicator_id, j.id AS project_id, j.code AS subject_code, j.name AS subject_name,
       COALESCE(r.bureau_id, j.lead_bureau_id) AS bureau_id, COALESCE(r.due_at, p.due_at) AS due_at,
       r.id AS report_id, r.status AS report_status, r.first_submitted_at
FROM periods p
JOIN projects j ON j.plan_id = p.plan_id AND j.listing = 'named' AND j.lead_bureau_id IS NOT NULL AND j.stage <> 'exited'
LEFT JOIN reports r ON r.project_id = j.id AND r.period_id = p.id
     AND r.revision = (SELECT MAX(x.revision) FROM reports x WHERE x.project_id = j.id AND x.period_id = p.id)
     AND (r.bureau_id = j.lead_bureau_id OR r.status IN ('submitted', 'approved'));

ALTER TABLE bureaus ADD COLUMN statistics_authority INTEGER NOT NULL DEFAULT 0;

-- SQLite cannot alter a CHECK: the table is made anew. Nothing refers to it yet but the view.
DROP VIEW obligations;
CREATE TABLE reports_new (
    id                 TEXT        NOT NULL CONSTRAINT reports_pkey PRIMARY KEY,
    jurisdiction       TEXT        NOT NULL CONSTRAINT reports_jurisdiction_fkey REFERENCES jurisdictions (code),
    plan_id            TEXT        NOT NULL CONSTRAINT reports_plan_id_fkey REFERENCES plans (id),
    period_id          TEXT        NOT NULL CONSTRAINT reports_period_id_fkey REFERENCES periods (id),
    indicator_id       TEXT        CONSTRAINT reports_indicator_id_fkey REFERENCES indicators (id),
    project_id         TEXT        CONSTRAINT reports_project_id_fkey REFERENCES projects (id),
    bureau_id          TEXT        NOT NULL CONSTRAINT reports_bureau_id_fkey REFERENCES bureaus (id),
    revision           INTEGER     NOT NULL,
    status             TEXT        NOT NULL CONSTRAINT reports_status_check CHECK (status IN ('draft', 'submitted', 'withdrawn', 'returned', 'approved', 'superseded', 'discarded')),
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
    submission_kind    TEXT        NOT NULL DEFAULT 'figures' CONSTRAINT reports_submission_kind_check CHECK (submission_kind IN ('figures', 'zero', 'no_change', 'not_applicable')),
    slip_confirmed     INTEGER     NOT NULL DEFAULT 0,
    corrects_id        TEXT        CONSTRAINT reports_corrects_id_fkey REFERENCES reports (id),
    correction_reason  TEXT        CONSTRAINT reports_correction_reason_check CHECK (correction_reason IN ('clerical_error', 'write_down', 'definition_change', 'statistical_verification', 'supervisory_inspection')),
    correction_evidence TEXT,
    superseded_at      TEXT,
    demonstration      INTEGER     NOT NULL,
    version            INTEGER     NOT NULL,
    created_at         TEXT NOT NULL,
    updated_at         TEXT NOT NULL,
    CONSTRAINT reports_indicator_id_period_id_revision_key UNIQUE (indicator_id, period_id, revision),
    CONSTRAINT reports_project_id_period_id_revision_key UNIQUE (project_id, period_id, revision),
    CONSTRAINT reports_subject_check CHECK ((indicator_id IS NULL) <> (project_id IS NULL))
) STRICT;
INSERT INTO reports_new (id, jurisdiction, plan_id, period_id, indicator_id, project_id, bureau_id, revision, status, value_reported,
    unit_reported, value, numerator, denominator, achieved_on, decrease_reason, narrative, problems, next_steps,
    due_at, drafted_by, submitted_by, first_submitted_at, submitted_at, decided_by, decided_at, return_reason,
    return_comment, demonstration, version, created_at, updated_at)
SELECT id, jurisdiction, plan_id, period_id, indicator_id, project_id, bureau_id, revision, status, value_reported,
    unit_reported, value, numerator, denominator, achieved_on, decrease_reason, narrative, problems, next_steps,
    due_at, drafted_by, submitted_by, first_submitted_at, submitted_at, decided_by, decided_at, return_reason,
    return_comment, demonstration, version, created_at, updated_at
FROM reports;
DROP TABLE reports;
ALTER TABLE reports_new RENAME TO reports;
CREATE INDEX reports_jurisdiction_idx ON reports (jurisdiction, id);
CREATE INDEX reports_bureau_id_idx ON reports (bureau_id, id);
CREATE INDEX reports_period_id_idx ON reports (period_id);
CREATE INDEX reports_corrects_id_idx ON reports (corrects_id);

-- 数据质量提示: what a submitted report made the service wonder about. Never blocks anything.
CREATE TABLE report_flags (
    id        TEXT NOT NULL CONSTRAINT report_flags_pkey PRIMARY KEY,
    report_id TEXT NOT NULL CONSTRAINT report_flags_report_id_fkey REFERENCES reports (id),
    flag      TEXT NOT NULL CONSTRAINT report_flags_flag_check CHECK (flag IN ('same_value', 'exactly_target', 'last_day_jump', 'negative_increment', 'investment_physical_gap', 'evidence_seen_before', 'differs_from_records')),
    meta      TEXT NOT NULL,
    raised_at TEXT NOT NULL,
    CONSTRAINT report_flags_report_id_flag_key UNIQUE (report_id, flag)
) STRICT;

-- 统计核定: the statistics bureau's word that a revision's figure is final. Append-only.
CREATE TABLE confirmations (
    id           TEXT NOT NULL CONSTRAINT confirmations_pkey PRIMARY KEY,
    jurisdiction TEXT NOT NULL CONSTRAINT confirmations_jurisdiction_fkey REFERENCES jurisdictions (code),
    indicator_id TEXT NOT NULL CONSTRAINT confirmations_indicator_id_fkey REFERENCES indicators (id),
    period_id    TEXT NOT NULL CONSTRAINT confirmations_period_id_fkey REFERENCES periods (id),
    report_id    TEXT NOT NULL CONSTRAINT confirmations_report_id_key UNIQUE CONSTRAINT confirmations_report_id_fkey REFERENCES reports (id),
    value        INTEGER NOT NULL,
    document     TEXT NOT NULL,
    note         TEXT,
    bureau_id    TEXT NOT NULL CONSTRAINT confirmations_bureau_id_fkey REFERENCES bureaus (id),
    confirmed_by TEXT NOT NULL CONSTRAINT confirmations_confirmed_by_fkey REFERENCES users (id),
    confirmed_at TEXT NOT NULL,
    created_at   TEXT NOT NULL
) STRICT;
CREATE INDEX confirmations_indicator_id_idx ON confirmations (indicator_id, id);

-- 应报事项: who owes a report for what. Derived, never stored, so that it is never out of date: each reported indicator and
-- each named project, for each period of its plan, by the bureau that leads it when the period ends. What another bureau
-- signed off before the lead passed on fulfils it; what it left unsubmitted does not. The revision that serves counts, else
-- the latest: an open correction takes nothing back, and a correction is not a late report.
CREATE VIEW obligations AS
SELECT (CAST(p.id AS TEXT) || '.' || CAST(i.id AS TEXT)) AS id,
       p.jurisdiction, p.plan_id, p.id AS period_id, p.code AS period_code, p.ends_on, p.opens_at, p.closed_at,
       i.id AS indicator_id, NULL AS project_id, i.code AS subject_code, i.name AS subject_name,
       COALESCE(r.bureau_id, a.bureau_id) AS bureau_id, COALESCE(r.due_at, p.due_at) AS due_at,
       r.id AS report_id, r.status AS report_status,
       (SELECT MIN(x.first_submitted_at) FROM reports x WHERE x.indicator_id = i.id AND x.period_id = p.id AND x.bureau_id = r.bureau_id) AS first_submitted_at
FROM periods p
JOIN indicators i ON i.plan_id = p.plan_id AND i.reporting = 'monthly'
JOIN assignments a ON a.indicator_id = i.id AND a.role = 'lead' AND a.effective_from <= p.ends_on
     AND (a.effective_to IS NULL OR a.effective_to > p.ends_on)
LEFT JOIN reports r ON r.indicator_id = i.id AND r.period_id = p.id
     AND r.revision = (SELECT COALESCE(MAX(CASE WHEN x.status = 'approved' THEN x.revision END), MAX(x.revision))
                    FROM reports x WHERE x.indicator_id = i.id AND x.period_id = p.id)
     AND (r.bureau_id = a.bureau_id OR r.status IN ('submitted', 'approved'))
UNION ALL
SELECT (CAST(p.id AS TEXT) || '.' || CAST(j.id AS TEXT)) AS id,
       p.jurisdiction, p.plan_id, p.id AS period_id, p.code AS period_code, p.ends_on, p.opens_at, p.closed_at,
       NULL AS indicator_id, j.id AS project_id, j.code AS subject_code, j.name AS subject_name,
       COALESCE(r.bureau_id, j.lead_bureau_id) AS bureau_id, COALESCE(r.due_at, p.due_at) AS due_at,
       r.id AS report_id, r.status AS report_status,
       (SELECT MIN(x.first_submitted_at) FROM reports x WHERE x.project_id = j.id AND x.period_id = p.id AND x.bureau_id = r.bureau_id) AS first_submitted_at
FROM periods p
JOIN projects j ON j.plan_id = p.plan_id AND j.listing = 'named' AND j.lead_bureau_id IS NOT NULL AND j.stage <> 'exited'
LEFT JOIN reports r ON r.project_id = j.id AND r.period_id = p.id
     AND r.revision = (SELECT COALESCE(MAX(CASE WHEN x.status = 'approved' THEN x.revision END), MAX(x.revision))
                    FROM reports x WHERE x.project_id = j.id AND x.period_id = p.id)
     AND (r.bureau_id = j.lead_bureau_id OR r.status IN ('submitted', 'approved'));

ALTER TABLE bureaus ADD COLUMN statistics_authority BOOLEAN NOT NULL DEFAULT FALSE;

DROP VIEW obligations;
ALTER TABLE reports
    DROP CONSTRAINT reports_status_check,
    ADD CONSTRAINT reports_status_check CHECK (status IN ('draft', 'submitted', 'withdrawn', 'returned', 'approved', 'superseded', 'discarded')),
    ADD COLUMN submission_kind TEXT NOT NULL DEFAULT 'figures' CONSTRAINT reports_submission_kind_check CHECK (submission_kind IN ('figures', 'zero', 'no_change', 'not_applicable')),
    ADD COLUMN slip_confirmed BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN corrects_id UUID CONSTRAINT reports_corrects_id_fkey REFERENCES reports (id),
    ADD COLUMN correction_reason TEXT CONSTRAINT reports_correction_reason_check CHECK (correction_reason IN ('clerical_error', 'write_down', 'definition_change', 'statistical_verification', 'supervisory_inspection')),
    ADD COLUMN correction_evidence TEXT,
    ADD COLUMN superseded_at TIMESTAMPTZ;
CREATE INDEX reports_corrects_id_idx ON reports (corrects_id);

-- 数据质量提示: what a submitted report made the service wonder about. Never blocks anything.
CREATE TABLE report_flags (
    id        UUID NOT NULL CONSTRAINT report_flags_pkey PRIMARY KEY,
    report_id UUID NOT NULL CONSTRAINT report_flags_report_id_fkey REFERENCES reports (id),
    flag      TEXT NOT NULL CONSTRAINT report_flags_flag_check CHECK (flag IN ('same_value', 'exactly_target', 'last_day_jump', 'negative_increment', 'investment_physical_gap', 'evidence_seen_before', 'differs_from_records')),
    meta      TEXT NOT NULL,
    raised_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT report_flags_report_id_flag_key UNIQUE (report_id, flag)
);

-- 统计核定: the statistics bureau's word that a revision's figure is final. Append-only.
CREATE TABLE confirmations (
    id           UUID NOT NULL CONSTRAINT confirmations_pkey PRIMARY KEY,
    jurisdiction TEXT NOT NULL CONSTRAINT confirmations_jurisdiction_fkey REFERENCES jurisdictions (code),
    indicator_id UUID NOT NULL CONSTRAINT confirmations_indicator_id_fkey REFERENCES indicators (id),
    period_id    UUID NOT NULL CONSTRAINT confirmations_period_id_fkey REFERENCES periods (id),
    report_id    UUID NOT NULL CONSTRAINT confirmations_report_id_key UNIQUE CONSTRAINT confirmations_report_id_fkey REFERENCES reports (id),
    value        BIGINT NOT NULL,
    document     TEXT NOT NULL,
    note         TEXT,
    bureau_id    UUID NOT NULL CONSTRAINT confirmations_bureau_id_fkey REFERENCES bureaus (id),
    confirmed_by UUID NOT NULL CONSTRAINT confirmations_confirmed_by_fkey REFERENCES users (id),
    confirmed_at TIMESTAMPTZ NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL
);
CREATE INDEX confirmations_indicator_id_idx ON confirmations (indicator_id, id);

-- 应报事项: who owes a report for what. Derived, never stored, so that it is never out of date: each reported indicator and
-- each named project, for each period of its plan, by the bureau that leads it when the period ends. What another bureau
-- signed off before the lead passed on fulfils it; what it left unsubmitted does not. The revision that serves counts, else
-- the latest: an open correction takes nothing back, and a correction is not a late report.
CREATE VIEW obligations AS
SELECT (CAST(p.id AS TEXT) || '.' || CAST(i.id AS TEXT)) COLLATE "C" AS id,
       p.jurisdiction, p.plan_id, p.id AS period_id, p.code AS period_code, p.ends_on, p.opens_at, p.closed_at,
       i.id AS indicator_id, CAST(NULL AS UUID) AS project_id, i.code AS subject_code, i.name AS subject_name,
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
SELECT (CAST(p.id AS TEXT) || '.' || CAST(j.id AS TEXT)) COLLATE "C" AS id,
       p.jurisdiction, p.plan_id, p.id AS period_id, p.code AS period_code, p.ends_on, p.opens_at, p.closed_at,
       CAST(NULL AS UUID) AS indicator_id, j.id AS project_id, j.code AS subject_code, j.name AS subject_name,
       COALESCE(r.bureau_id, j.lead_bureau_id) AS bureau_id, COALESCE(r.due_at, p.due_at) AS due_at,
       r.id AS report_id, r.status AS report_status,
       (SELECT MIN(x.first_submitted_at) FROM reports x WHERE x.project_id = j.id AND x.period_id = p.id AND x.bureau_id = r.bureau_id) AS first_submitted_at
FROM periods p
JOIN projects j ON j.plan_id = p.plan_id AND j.listing = 'named' AND j.lead_bureau_id IS NOT NULL AND j.stage <> 'exited'
LEFT JOIN reports r ON r.project_id = j.id AND r.period_id = p.id
     AND r.revision = (SELECT COALESCE(MAX(CASE WHEN x.status = 'approved' THEN x.revision END), MAX(x.revision))
                    FROM reports x WHERE x.project_id = j.id AND x.period_id = p.id)
     AND (r.bureau_id = j.lead_bureau_id OR r.status IN ('submitted', 'approved'));

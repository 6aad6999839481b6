ALTER TABLE bureaus ADD COLUMN statistics_authority INTEGER NOT NULL DEFAULT 0;

ALTER TABLE reports ADD COLUMN submission_kind TEXT NOT NULL DEFAULT 'figures' CONSTRAINT reports_submission_kind_check CHECK (submission_kind IN ('figures', 'zero', 'no_change', 'not_applicable'));
ALTER TABLE reports ADD COLUMN slip_confirmed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reports ADD COLUMN corrects_id TEXT CONSTRAINT reports_corrects_id_fkey REFERENCES reports (id);
ALTER TABLE reports ADD COLUMN correction_reason TEXT CONSTRAINT reports_correction_reason_check CHECK (correction_reason IN ('clerical_error', 'write_down', 'definition_change', 'statistical_verification', 'supervisory_inspection'));
ALTER TABLE reports ADD COLUMN correction_evidence TEXT;
ALTER TABLE reports ADD COLUMN superseded_at TEXT;
CREATE INDEX reports_corrects_id_idx ON reports (corrects_id);

-- 数据质量提示: what a submitted report made the service wonder about. Never blocks anything.
CREATE TABLE report_flags (
    id        TEXT NOT NULL CONSTRAINT report_flags_pkey PRIMARY KEY,
    report_id TEXT NOT NULL CONSTRAINT report_flags_report_id_fkey REFERENCES reports (id),
    flag      TEXT NOT NULL CONSTRAINT report_flags_flag_check CHECK (flag IN ('same_value', 'exactly_target', 'last_day_jump', 'negative_increment', 'investment_physical_gap', 'evidence_seen_before', 'evidence_used_elsewhere', 'differs_from_records')),
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

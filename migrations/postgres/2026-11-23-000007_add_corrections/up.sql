ALTER TABLE bureaus ADD COLUMN statistics_authority BOOLEAN NOT NULL DEFAULT FALSE;

ALTER TABLE reports
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
    flag      TEXT NOT NULL CONSTRAINT report_flags_flag_check CHECK (flag IN ('same_value', 'exactly_target', 'last_day_jump', 'negative_increment', 'investment_physical_gap', 'evidence_seen_before', 'evidence_used_elsewhere', 'differs_from_records')),
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

CREATE TABLE holidays (
    id       UUID NOT NULL CONSTRAINT holidays_pkey PRIMARY KEY,
    date     DATE NOT NULL CONSTRAINT holidays_date_key UNIQUE,
    kind     TEXT NOT NULL CONSTRAINT holidays_kind_check CHECK (kind IN ('holiday', 'working_day')),
    name     TEXT NOT NULL,
    document TEXT
);

CREATE TABLE periods (
    id           UUID        NOT NULL CONSTRAINT periods_pkey PRIMARY KEY,
    jurisdiction TEXT        NOT NULL CONSTRAINT periods_jurisdiction_fkey REFERENCES jurisdictions (code),
    plan_id      UUID        NOT NULL CONSTRAINT periods_plan_id_fkey REFERENCES plans (id),
    code         TEXT        NOT NULL,
    starts_on    DATE        NOT NULL,
    ends_on      DATE        NOT NULL,
    months       INTEGER     NOT NULL CONSTRAINT periods_months_check CHECK (months BETWEEN 1 AND 12),
    opens_at     TIMESTAMPTZ NOT NULL,
    due_at       TIMESTAMPTZ NOT NULL,
    closed_at    TIMESTAMPTZ,
    version      INTEGER     NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    updated_at   TIMESTAMPTZ NOT NULL,
    CONSTRAINT periods_plan_id_code_key UNIQUE (plan_id, code)
);
CREATE INDEX periods_jurisdiction_idx ON periods (jurisdiction, ends_on);

CREATE TABLE reports (
    id                 UUID        NOT NULL CONSTRAINT reports_pkey PRIMARY KEY,
    jurisdiction       TEXT        NOT NULL CONSTRAINT reports_jurisdiction_fkey REFERENCES jurisdictions (code),
    plan_id            UUID        NOT NULL CONSTRAINT reports_plan_id_fkey REFERENCES plans (id),
    period_id          UUID        NOT NULL CONSTRAINT reports_period_id_fkey REFERENCES periods (id),
    indicator_id       UUID        CONSTRAINT reports_indicator_id_fkey REFERENCES indicators (id),
    project_id         UUID        CONSTRAINT reports_project_id_fkey REFERENCES projects (id),
    bureau_id          UUID        NOT NULL CONSTRAINT reports_bureau_id_fkey REFERENCES bureaus (id),
    revision           INTEGER     NOT NULL,
    status             TEXT        NOT NULL CONSTRAINT reports_status_check CHECK (status IN ('draft', 'submitted', 'withdrawn', 'returned', 'approved', 'superseded', 'discarded')),
    value_reported     BIGINT,
    unit_reported      TEXT,
    value              BIGINT,
    numerator          BIGINT,
    denominator        BIGINT,
    achieved_on        DATE,
    decrease_reason    TEXT        CONSTRAINT reports_decrease_reason_check CHECK (decrease_reason IN ('write_down', 'correction', 'definition_change')),
    narrative          TEXT,
    problems           TEXT,
    next_steps         TEXT,
    due_at             TIMESTAMPTZ NOT NULL,
    drafted_by         UUID,
    submitted_by       UUID,
    first_submitted_at TIMESTAMPTZ,
    submitted_at       TIMESTAMPTZ,
    decided_by         UUID,
    decided_at         TIMESTAMPTZ,
    return_reason      TEXT        CONSTRAINT reports_return_reason_check CHECK (return_reason IN ('figure_wrong', 'evidence_missing', 'unit_wrong', 'narrative_insufficient', 'other')),
    return_comment     TEXT,
    demonstration      BOOLEAN     NOT NULL,
    version            INTEGER     NOT NULL,
    created_at         TIMESTAMPTZ NOT NULL,
    updated_at         TIMESTAMPTZ NOT NULL,
    CONSTRAINT reports_indicator_id_period_id_revision_key UNIQUE (indicator_id, period_id, revision),
    CONSTRAINT reports_project_id_period_id_revision_key UNIQUE (project_id, period_id, revision),
    CONSTRAINT reports_subject_check CHECK ((indicator_id IS NULL) <> (project_id IS NULL))
);
CREATE INDEX reports_jurisdiction_idx ON reports (jurisdiction, id);
CREATE INDEX reports_bureau_id_idx ON reports (bureau_id, id);
CREATE INDEX reports_period_id_idx ON reports (period_id);

CREATE TABLE rule_sets (
    id             UUID        NOT NULL CONSTRAINT rule_sets_pkey PRIMARY KEY,
    jurisdiction   TEXT        NOT NULL CONSTRAINT rule_sets_jurisdiction_fkey REFERENCES jurisdictions (code),
    code           TEXT        NOT NULL,
    number         INTEGER     NOT NULL,
    effective_from DATE        NOT NULL,
    description    TEXT        NOT NULL,
    content        TEXT        NOT NULL,
    created_at     TIMESTAMPTZ NOT NULL,
    CONSTRAINT rule_sets_jurisdiction_code_number_key UNIQUE (jurisdiction, code, number)
);

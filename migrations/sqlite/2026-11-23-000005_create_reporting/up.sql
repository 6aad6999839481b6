CREATE TABLE holidays (
    id       TEXT NOT NULL CONSTRAINT holidays_pkey PRIMARY KEY,
    date     TEXT NOT NULL CONSTRAINT holidays_date_key UNIQUE,
    kind     TEXT NOT NULL CONSTRAINT holidays_kind_check CHECK (kind IN ('holiday', 'working_day')),
    name     TEXT NOT NULL,
    document TEXT
) STRICT;

CREATE TABLE periods (
    id           TEXT        NOT NULL CONSTRAINT periods_pkey PRIMARY KEY,
    jurisdiction TEXT        NOT NULL CONSTRAINT periods_jurisdiction_fkey REFERENCES jurisdictions (code),
    plan_id      TEXT        NOT NULL CONSTRAINT periods_plan_id_fkey REFERENCES plans (id),
    code         TEXT        NOT NULL,
    starts_on    TEXT        NOT NULL,
    ends_on      TEXT        NOT NULL,
    months       INTEGER     NOT NULL CONSTRAINT periods_months_check CHECK (months BETWEEN 1 AND 12),
    opens_at     TEXT NOT NULL,
    due_at       TEXT NOT NULL,
    closed_at    TEXT,
    version      INTEGER     NOT NULL,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    CONSTRAINT periods_plan_id_code_key UNIQUE (plan_id, code)
) STRICT;
CREATE INDEX periods_jurisdiction_idx ON periods (jurisdiction, ends_on);

CREATE TABLE reports (
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
    demonstration      INTEGER     NOT NULL,
    version            INTEGER     NOT NULL,
    created_at         TEXT NOT NULL,
    updated_at         TEXT NOT NULL,
    CONSTRAINT reports_indicator_id_period_id_revision_key UNIQUE (indicator_id, period_id, revision),
    CONSTRAINT reports_project_id_period_id_revision_key UNIQUE (project_id, period_id, revision),
    CONSTRAINT reports_subject_check CHECK ((indicator_id IS NULL) <> (project_id IS NULL))
) STRICT;
CREATE INDEX reports_jurisdiction_idx ON reports (jurisdiction, id);
CREATE INDEX reports_bureau_id_idx ON reports (bureau_id, id);
CREATE INDEX reports_period_id_idx ON reports (period_id);

CREATE TABLE rule_sets (
    id             TEXT        NOT NULL CONSTRAINT rule_sets_pkey PRIMARY KEY,
    jurisdiction   TEXT        NOT NULL CONSTRAINT rule_sets_jurisdiction_fkey REFERENCES jurisdictions (code),
    code           TEXT        NOT NULL,
    number         INTEGER     NOT NULL,
    effective_from TEXT        NOT NULL,
    description    TEXT        NOT NULL,
    content        TEXT        NOT NULL,
    created_at     TEXT NOT NULL,
    CONSTRAINT rule_sets_jurisdiction_code_number_key UNIQUE (jurisdiction, code, number)
) STRICT;

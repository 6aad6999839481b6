-- 催办规则: the clocks of supervision orders and when reminders climb, as versions.
CREATE TABLE reminder_rules (
    id             UUID NOT NULL CONSTRAINT reminder_rules_pkey PRIMARY KEY,
    jurisdiction   TEXT NOT NULL CONSTRAINT reminder_rules_jurisdiction_fkey REFERENCES jurisdictions (code),
    number         INTEGER NOT NULL,
    effective_from DATE NOT NULL,
    description    TEXT NOT NULL,
    content        TEXT NOT NULL,
    created_at     TIMESTAMPTZ NOT NULL,
    CONSTRAINT reminder_rules_jurisdiction_number_key UNIQUE (jurisdiction, number),
    CONSTRAINT reminder_rules_jurisdiction_effective_from_key UNIQUE (jurisdiction, effective_from)
);

-- 文号: the last number of a series in a year; its row lock makes the numbers gapless.
CREATE TABLE document_numbers (
    jurisdiction TEXT NOT NULL CONSTRAINT document_numbers_jurisdiction_fkey REFERENCES jurisdictions (code),
    series       TEXT NOT NULL CONSTRAINT document_numbers_series_check CHECK (series IN ('order', 'bulletin')),
    year         INTEGER NOT NULL,
    last_number  INTEGER NOT NULL,
    CONSTRAINT document_numbers_pkey PRIMARY KEY (jurisdiction, series, year)
);

CREATE TABLE supervision_orders (
    id                  UUID NOT NULL CONSTRAINT supervision_orders_pkey PRIMARY KEY,
    jurisdiction        TEXT NOT NULL CONSTRAINT supervision_orders_jurisdiction_fkey REFERENCES jurisdictions (code),
    code                TEXT NOT NULL,
    title               TEXT NOT NULL,
    demand              TEXT NOT NULL,
    level               TEXT NOT NULL CONSTRAINT supervision_orders_level_check CHECK (level IN ('normal', 'urgent', 'critical')),
    origin              TEXT NOT NULL CONSTRAINT supervision_orders_origin_check CHECK (origin IN ('supervision', 'leader_instruction', 'meeting', 'public')),
    indicator_id        UUID CONSTRAINT supervision_orders_indicator_id_fkey REFERENCES indicators (id),
    project_id          UUID CONSTRAINT supervision_orders_project_id_fkey REFERENCES projects (id),
    milestone_id        UUID CONSTRAINT supervision_orders_milestone_id_fkey REFERENCES milestones (id),
    period_id           UUID CONSTRAINT supervision_orders_period_id_fkey REFERENCES periods (id),
    bureau_id           UUID NOT NULL CONSTRAINT supervision_orders_bureau_id_fkey REFERENCES bureaus (id),
    clock_days          INTEGER NOT NULL CONSTRAINT supervision_orders_clock_days_check CHECK (clock_days > 0),
    clock_counted       TEXT NOT NULL CONSTRAINT supervision_orders_clock_counted_check CHECK (clock_counted IN ('working', 'calendar')),
    feedback_every_days INTEGER CONSTRAINT supervision_orders_feedback_every_days_check CHECK (feedback_every_days > 0),
    issued_at           TIMESTAMPTZ NOT NULL,
    sign_due_at         TIMESTAMPTZ NOT NULL,
    due_at              TIMESTAMPTZ NOT NULL,
    feedback_due_at     TIMESTAMPTZ,
    status              TEXT NOT NULL CONSTRAINT supervision_orders_status_check CHECK (status IN ('issued', 'signed', 'in_progress', 'closure_applied', 'closed', 'cancelled')),
    signed_at           TIMESTAMPTZ,
    closure_result      TEXT,
    closure_evidence    TEXT,
    closure_applied_at  TIMESTAMPTZ,
    on_time             BOOLEAN,
    returns             INTEGER NOT NULL,
    grade               TEXT CONSTRAINT supervision_orders_grade_check CHECK (grade IN ('excellent', 'good', 'passed', 'failed')),
    decision_comment    TEXT,
    decided_at          TIMESTAMPTZ,
    version             INTEGER NOT NULL,
    created_at          TIMESTAMPTZ NOT NULL,
    updated_at          TIMESTAMPTZ NOT NULL,
    CONSTRAINT supervision_orders_jurisdiction_code_key UNIQUE (jurisdiction, code),
    CONSTRAINT supervision_orders_subject_check CHECK (
        (CASE WHEN indicator_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN project_id IS NULL THEN 0 ELSE 1 END)
        + (CASE WHEN milestone_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN period_id IS NULL THEN 0 ELSE 1 END) <= 1),
    CONSTRAINT supervision_orders_graded_check CHECK ((status = 'closed') = (grade IS NOT NULL))
);
CREATE INDEX supervision_orders_jurisdiction_idx ON supervision_orders (jurisdiction, id);
CREATE INDEX supervision_orders_bureau_id_idx ON supervision_orders (bureau_id, id);
CREATE INDEX supervision_orders_status_idx ON supervision_orders (jurisdiction, status, due_at);

-- 协办单位: who supports the addressed bureau, and so may know of the order.
CREATE TABLE supervision_order_bureaus (
    order_id  UUID NOT NULL CONSTRAINT supervision_order_bureaus_order_id_fkey REFERENCES supervision_orders (id),
    bureau_id UUID NOT NULL CONSTRAINT supervision_order_bureaus_bureau_id_fkey REFERENCES bureaus (id),
    CONSTRAINT supervision_order_bureaus_pkey PRIMARY KEY (order_id, bureau_id)
);
CREATE INDEX supervision_order_bureaus_bureau_id_idx ON supervision_order_bureaus (bureau_id);

CREATE TABLE supervision_order_feedback (
    id               UUID NOT NULL CONSTRAINT supervision_order_feedback_pkey PRIMARY KEY,
    order_id         UUID NOT NULL CONSTRAINT supervision_order_feedback_order_id_fkey REFERENCES supervision_orders (id),
    text             TEXT NOT NULL,
    progress_percent INTEGER CONSTRAINT supervision_order_feedback_progress_percent_check CHECK (progress_percent BETWEEN 0 AND 100),
    problems         TEXT,
    given_by         UUID NOT NULL,
    given_by_name    TEXT NOT NULL,
    given_at         TIMESTAMPTZ NOT NULL
);
CREATE INDEX supervision_order_feedback_order_id_idx ON supervision_order_feedback (order_id, id);

CREATE TABLE supervision_order_instructions (
    id            UUID NOT NULL CONSTRAINT supervision_order_instructions_pkey PRIMARY KEY,
    order_id      UUID NOT NULL CONSTRAINT supervision_order_instructions_order_id_fkey REFERENCES supervision_orders (id),
    text          TEXT NOT NULL,
    given_by      UUID NOT NULL,
    given_by_name TEXT NOT NULL,
    given_at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX supervision_order_instructions_order_id_idx ON supervision_order_instructions (order_id, id);

CREATE TABLE supervision_order_extensions (
    id           UUID NOT NULL CONSTRAINT supervision_order_extensions_pkey PRIMARY KEY,
    order_id     UUID NOT NULL CONSTRAINT supervision_order_extensions_order_id_fkey REFERENCES supervision_orders (id),
    due_on       DATE NOT NULL,
    cause        TEXT NOT NULL,
    requested_at TIMESTAMPTZ NOT NULL,
    status       TEXT NOT NULL CONSTRAINT supervision_order_extensions_status_check CHECK (status IN ('requested', 'granted', 'refused', 'lapsed')),
    granted_on   DATE,
    comment      TEXT,
    decided_at   TIMESTAMPTZ,
    CONSTRAINT supervision_order_extensions_granted_check CHECK ((status = 'granted') = (granted_on IS NOT NULL))
);
CREATE INDEX supervision_order_extensions_order_id_idx ON supervision_order_extensions (order_id, id);

-- 催办: one for a subject, a bureau, a level and a due time, so that replicas that raise at once raise once. Of an order, or of
-- an obligation: a period with an indicator or a project.
CREATE TABLE reminders (
    id              UUID NOT NULL CONSTRAINT reminders_pkey PRIMARY KEY,
    jurisdiction    TEXT NOT NULL CONSTRAINT reminders_jurisdiction_fkey REFERENCES jurisdictions (code),
    subject_id      TEXT NOT NULL,
    order_id        UUID CONSTRAINT reminders_order_id_fkey REFERENCES supervision_orders (id),
    period_id       UUID CONSTRAINT reminders_period_id_fkey REFERENCES periods (id),
    indicator_id    UUID CONSTRAINT reminders_indicator_id_fkey REFERENCES indicators (id),
    project_id      UUID CONSTRAINT reminders_project_id_fkey REFERENCES projects (id),
    bureau_id       UUID NOT NULL CONSTRAINT reminders_bureau_id_fkey REFERENCES bureaus (id),
    level           TEXT NOT NULL CONSTRAINT reminders_level_check CHECK (level IN ('blue', 'yellow', 'red')),
    due_at          TIMESTAMPTZ NOT NULL,
    rules_number    INTEGER NOT NULL,
    raised_at       TIMESTAMPTZ NOT NULL,
    acknowledged_at TIMESTAMPTZ,
    acknowledged_by UUID,
    version         INTEGER NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    CONSTRAINT reminders_subject_id_bureau_id_level_due_at_key UNIQUE (subject_id, bureau_id, level, due_at),
    CONSTRAINT reminders_subject_check CHECK ((order_id IS NULL) <> (period_id IS NULL)),
    CONSTRAINT reminders_period_check CHECK ((period_id IS NULL) = (indicator_id IS NULL AND project_id IS NULL))
);
CREATE INDEX reminders_jurisdiction_idx ON reminders (jurisdiction, id);
CREATE INDEX reminders_bureau_id_idx ON reminders (bureau_id, id);
CREATE INDEX reminders_due_at_idx ON reminders (jurisdiction, due_at);

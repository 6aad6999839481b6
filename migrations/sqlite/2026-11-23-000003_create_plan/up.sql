CREATE TABLE plans (
    id           TEXT        NOT NULL CONSTRAINT plans_pkey PRIMARY KEY,
    jurisdiction TEXT        NOT NULL CONSTRAINT plans_jurisdiction_fkey REFERENCES jurisdictions (code),
    year         INTEGER     NOT NULL CONSTRAINT plans_year_check CHECK (year BETWEEN 2000 AND 2100),
    code         TEXT        NOT NULL,
    title        TEXT        NOT NULL,
    document     TEXT,
    source_note  TEXT,
    version      INTEGER     NOT NULL,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    CONSTRAINT plans_jurisdiction_code_key UNIQUE (jurisdiction, code),
    CONSTRAINT plans_jurisdiction_year_key UNIQUE (jurisdiction, year)
) STRICT;

CREATE TABLE areas (
    id              TEXT        NOT NULL CONSTRAINT areas_pkey PRIMARY KEY,
    jurisdiction    TEXT        NOT NULL CONSTRAINT areas_jurisdiction_fkey REFERENCES jurisdictions (code),
    plan_id         TEXT        NOT NULL CONSTRAINT areas_plan_id_fkey REFERENCES plans (id),
    code            TEXT        NOT NULL,
    sort_key        TEXT        NOT NULL,
    name            TEXT        NOT NULL,
    name_en         TEXT,
    description     TEXT,
    printed_heading TEXT,
    source_note     TEXT,
    version         INTEGER     NOT NULL,
    created_at      TEXT NOT NULL,
    updated_at      TEXT NOT NULL,
    CONSTRAINT areas_plan_id_code_key UNIQUE (plan_id, code)
) STRICT;
CREATE INDEX areas_jurisdiction_idx ON areas (jurisdiction, sort_key, id);

-- A number that the plan states without promising it: scope ("356 projects") or baseline ("1106 亩 in 2024").
CREATE TABLE facts (
    id            TEXT        NOT NULL CONSTRAINT facts_pkey PRIMARY KEY,
    jurisdiction  TEXT        NOT NULL CONSTRAINT facts_jurisdiction_fkey REFERENCES jurisdictions (code),
    plan_id       TEXT        NOT NULL CONSTRAINT facts_plan_id_fkey REFERENCES plans (id),
    area_id       TEXT        NOT NULL CONSTRAINT facts_area_id_fkey REFERENCES areas (id),
    code          TEXT        NOT NULL,
    sort_key      TEXT        NOT NULL,
    name          TEXT        NOT NULL,
    name_en       TEXT,
    role          TEXT        NOT NULL CONSTRAINT facts_role_check CHECK (role IN ('scope', 'baseline')),
    value         INTEGER,
    unit          TEXT,
    printed_value TEXT,
    year          INTEGER,
    about_code    TEXT,
    source_text   TEXT,
    source_note   TEXT,
    version       INTEGER     NOT NULL,
    created_at    TEXT NOT NULL,
    updated_at    TEXT NOT NULL,
    CONSTRAINT facts_plan_id_code_key UNIQUE (plan_id, code)
) STRICT;
CREATE INDEX facts_jurisdiction_idx ON facts (jurisdiction, sort_key, id);

CREATE TABLE indicators (
    id             TEXT        NOT NULL CONSTRAINT indicators_pkey PRIMARY KEY,
    jurisdiction   TEXT        NOT NULL CONSTRAINT indicators_jurisdiction_fkey REFERENCES jurisdictions (code),
    plan_id        TEXT        NOT NULL CONSTRAINT indicators_plan_id_fkey REFERENCES plans (id),
    area_id        TEXT        NOT NULL CONSTRAINT indicators_area_id_fkey REFERENCES areas (id),
    code           TEXT        NOT NULL,
    sort_key       TEXT        NOT NULL,
    name           TEXT        NOT NULL,
    name_en        TEXT,
    description    TEXT,
    kind           TEXT        NOT NULL CONSTRAINT indicators_kind_check CHECK (kind IN ('flow', 'stock', 'ratio', 'list', 'milestone', 'qualitative')),
    basis          TEXT        CONSTRAINT indicators_basis_check CHECK (basis IN ('cumulative', 'increment')),
    unit           TEXT,
    decimals       INTEGER     NOT NULL CONSTRAINT indicators_decimals_check CHECK (decimals BETWEEN 0 AND 4),
    reporting      TEXT        NOT NULL CONSTRAINT indicators_reporting_check CHECK (reporting IN ('monthly', 'none')),
    item_filter    TEXT,
    baseline_value INTEGER,
    baseline_year  INTEGER,
    baseline_role  TEXT        CONSTRAINT indicators_baseline_role_check CHECK (baseline_role IN ('context', 'zero_point')),
    baseline_fact  TEXT,
    related        TEXT,
    inventory_kind TEXT,
    source_note    TEXT,
    version        INTEGER     NOT NULL,
    created_at     TEXT NOT NULL,
    updated_at     TEXT NOT NULL,
    CONSTRAINT indicators_plan_id_code_key UNIQUE (plan_id, code)
) STRICT;
CREATE INDEX indicators_jurisdiction_idx ON indicators (jurisdiction, sort_key, id);
CREATE INDEX indicators_area_id_idx ON indicators (area_id);

CREATE TABLE targets (
    id                   TEXT        NOT NULL CONSTRAINT targets_pkey PRIMARY KEY,
    jurisdiction         TEXT        NOT NULL CONSTRAINT targets_jurisdiction_fkey REFERENCES jurisdictions (code),
    indicator_id         TEXT        NOT NULL CONSTRAINT targets_indicator_id_fkey REFERENCES indicators (id),
    number               INTEGER     NOT NULL,
    value                INTEGER,
    comparator           TEXT        CONSTRAINT targets_comparator_check CHECK (comparator IN ('gte', 'gt', 'lte', 'all', 'maintain')),
    commitment           TEXT        NOT NULL CONSTRAINT targets_commitment_check CHECK (commitment IN ('ensure', 'plan', 'strive', 'aspire', 'promote')),
    commitment_inherited INTEGER     NOT NULL,
    due_on               TEXT        NOT NULL,
    due_confidence       TEXT        NOT NULL CONSTRAINT targets_due_confidence_check CHECK (due_confidence IN ('printed', 'default', 'inferred')),
    target_text          TEXT,
    effective_from       TEXT        NOT NULL,
    document             TEXT,
    reason               TEXT,
    created_by           TEXT,
    created_at           TEXT NOT NULL,
    CONSTRAINT targets_indicator_id_number_key UNIQUE (indicator_id, number),
    CONSTRAINT targets_indicator_id_effective_from_key UNIQUE (indicator_id, effective_from)
) STRICT;

CREATE TABLE assignments (
    id             TEXT        NOT NULL CONSTRAINT assignments_pkey PRIMARY KEY,
    jurisdiction   TEXT        NOT NULL CONSTRAINT assignments_jurisdiction_fkey REFERENCES jurisdictions (code),
    indicator_id   TEXT        NOT NULL CONSTRAINT assignments_indicator_id_fkey REFERENCES indicators (id),
    bureau_id      TEXT        NOT NULL CONSTRAINT assignments_bureau_id_fkey REFERENCES bureaus (id),
    role           TEXT        NOT NULL CONSTRAINT assignments_role_check CHECK (role IN ('lead', 'supporting')),
    effective_from TEXT        NOT NULL,
    effective_to   TEXT,
    source         TEXT        NOT NULL CONSTRAINT assignments_source_check CHECK (source IN ('assumed', 'confirmed')),
    document       TEXT,
    created_at     TEXT NOT NULL,
    CONSTRAINT assignments_indicator_id_bureau_id_role_effective_from_key UNIQUE (indicator_id, bureau_id, role, effective_from),
    CONSTRAINT assignments_effective_to_check CHECK (effective_to IS NULL OR effective_to > effective_from)
) STRICT;
CREATE INDEX assignments_bureau_id_idx ON assignments (bureau_id, indicator_id);

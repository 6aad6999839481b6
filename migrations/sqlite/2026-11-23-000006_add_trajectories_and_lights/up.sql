-- 序时进度: what is planned to be reached by the end of each period of the year. A version is numbered when it is approved and
-- never changes afterwards; `points` is JSON, as it is only ever read whole.
CREATE TABLE trajectories (
    id              TEXT        NOT NULL CONSTRAINT trajectories_pkey PRIMARY KEY,
    jurisdiction    TEXT        NOT NULL CONSTRAINT trajectories_jurisdiction_fkey REFERENCES jurisdictions (code),
    indicator_id    TEXT        NOT NULL CONSTRAINT trajectories_indicator_id_fkey REFERENCES indicators (id),
    number          INTEGER,
    status          TEXT        NOT NULL CONSTRAINT trajectories_status_check CHECK (status IN ('proposed', 'approved', 'rejected', 'withdrawn')),
    effective_from  TEXT        NOT NULL,
    points          TEXT        NOT NULL,
    document        TEXT,
    reason          TEXT        NOT NULL,
    bureau_id       TEXT        CONSTRAINT trajectories_bureau_id_fkey REFERENCES bureaus (id),
    by_bureau       INTEGER     NOT NULL,
    proposed_by     TEXT        NOT NULL,
    proposed_at     TEXT NOT NULL,
    decided_by      TEXT,
    decided_at      TEXT,
    decision_reason TEXT,
    version         INTEGER     NOT NULL,
    created_at      TEXT NOT NULL,
    updated_at      TEXT NOT NULL,
    CONSTRAINT trajectories_indicator_id_number_key UNIQUE (indicator_id, number),
    CONSTRAINT trajectories_number_check CHECK ((number IS NOT NULL) = (status = 'approved'))
) STRICT;
CREATE INDEX trajectories_indicator_id_idx ON trajectories (indicator_id, id);

-- 人工调整灯色: a light that the supervision office sets for an indicator in a period. It ends by being revoked, or with the period.
CREATE TABLE light_overrides (
    id              TEXT        NOT NULL CONSTRAINT light_overrides_pkey PRIMARY KEY,
    jurisdiction    TEXT        NOT NULL CONSTRAINT light_overrides_jurisdiction_fkey REFERENCES jurisdictions (code),
    indicator_id    TEXT        NOT NULL CONSTRAINT light_overrides_indicator_id_fkey REFERENCES indicators (id),
    period_id       TEXT        NOT NULL CONSTRAINT light_overrides_period_id_fkey REFERENCES periods (id),
    light           TEXT        NOT NULL CONSTRAINT light_overrides_light_check CHECK (light IN ('green', 'yellow', 'red')),
    computed_light  TEXT        NOT NULL,
    computed_reason TEXT        NOT NULL,
    reason          TEXT        NOT NULL,
    document        TEXT,
    set_by          TEXT        NOT NULL,
    set_at          TEXT NOT NULL,
    revoked_by      TEXT,
    revoked_at      TEXT,
    revoke_reason   TEXT,
    version         INTEGER     NOT NULL,
    created_at      TEXT NOT NULL,
    updated_at      TEXT NOT NULL
) STRICT;
CREATE INDEX light_overrides_indicator_id_idx ON light_overrides (indicator_id, id);
CREATE INDEX light_overrides_period_id_idx ON light_overrides (period_id, indicator_id);

-- 封存的灯色: what an indicator's light was when a period closed, with everything that it was decided by. Rows are only ever
-- added: each closing of a period adds one for each indicator.
CREATE TABLE period_verdicts (
    id                TEXT        NOT NULL CONSTRAINT period_verdicts_pkey PRIMARY KEY,
    jurisdiction      TEXT        NOT NULL CONSTRAINT period_verdicts_jurisdiction_fkey REFERENCES jurisdictions (code),
    plan_id           TEXT        NOT NULL CONSTRAINT period_verdicts_plan_id_fkey REFERENCES plans (id),
    period_id         TEXT        NOT NULL CONSTRAINT period_verdicts_period_id_fkey REFERENCES periods (id),
    indicator_id      TEXT        NOT NULL CONSTRAINT period_verdicts_indicator_id_fkey REFERENCES indicators (id),
    closing           INTEGER     NOT NULL CONSTRAINT period_verdicts_closing_check CHECK (closing >= 1),
    light             TEXT        NOT NULL CONSTRAINT period_verdicts_light_check CHECK (light IN ('green', 'yellow', 'red', 'grey')),
    light_reason      TEXT        NOT NULL,
    watch             INTEGER     NOT NULL,
    computed_light    TEXT        NOT NULL CONSTRAINT period_verdicts_computed_light_check CHECK (computed_light IN ('green', 'yellow', 'red', 'grey')),
    computed_reason   TEXT        NOT NULL,
    bucket            TEXT        NOT NULL,
    actual            INTEGER,
    rate              INTEGER,
    expected          INTEGER,
    expected_rate     INTEGER,
    variance_pp       INTEGER,
    value_status      TEXT,
    bureau_id         TEXT        CONSTRAINT period_verdicts_bureau_id_fkey REFERENCES bureaus (id),
    target_id         TEXT        CONSTRAINT period_verdicts_target_id_fkey REFERENCES targets (id),
    target_number     INTEGER,
    rule_set_id       TEXT        CONSTRAINT period_verdicts_rule_set_id_fkey REFERENCES rule_sets (id),
    rule_set_number   INTEGER,
    trajectory_id     TEXT        CONSTRAINT period_verdicts_trajectory_id_fkey REFERENCES trajectories (id),
    trajectory_number INTEGER,
    override_id       TEXT        CONSTRAINT period_verdicts_override_id_fkey REFERENCES light_overrides (id),
    inputs            TEXT        NOT NULL,
    inputs_hash       TEXT        NOT NULL,
    frozen_at         TEXT NOT NULL,
    CONSTRAINT period_verdicts_period_id_indicator_id_closing_key UNIQUE (period_id, indicator_id, closing)
) STRICT;
CREATE INDEX period_verdicts_indicator_id_idx ON period_verdicts (indicator_id, period_id);

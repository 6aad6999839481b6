-- 序时进度: what is planned to be reached by the end of each period of the year. A version is numbered when it is approved and
-- never changes afterwards; `points` is JSON, as it is only ever read whole.
CREATE TABLE trajectories (
    id              UUID        NOT NULL CONSTRAINT trajectories_pkey PRIMARY KEY,
    jurisdiction    TEXT        NOT NULL CONSTRAINT trajectories_jurisdiction_fkey REFERENCES jurisdictions (code),
    indicator_id    UUID        NOT NULL CONSTRAINT trajectories_indicator_id_fkey REFERENCES indicators (id),
    number          INTEGER,
    status          TEXT        NOT NULL CONSTRAINT trajectories_status_check CHECK (status IN ('proposed', 'approved', 'rejected', 'withdrawn')),
    effective_from  DATE        NOT NULL,
    points          TEXT        NOT NULL,
    document        TEXT,
    reason          TEXT        NOT NULL,
    bureau_id       UUID        CONSTRAINT trajectories_bureau_id_fkey REFERENCES bureaus (id),
    by_bureau       BOOLEAN     NOT NULL,
    proposed_by     UUID        NOT NULL,
    proposed_at     TIMESTAMPTZ NOT NULL,
    decided_by      UUID,
    decided_at      TIMESTAMPTZ,
    decision_reason TEXT,
    version         INTEGER     NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    CONSTRAINT trajectories_indicator_id_number_key UNIQUE (indicator_id, number),
    CONSTRAINT trajectories_number_check CHECK ((number IS NOT NULL) = (status = 'approved'))
);
CREATE INDEX trajectories_indicator_id_idx ON trajectories (indicator_id, id);

-- 人工调整灯色: a light that the supervision office sets for an indicator in a period. It ends by being revoked, or with the period.
CREATE TABLE light_overrides (
    id              UUID        NOT NULL CONSTRAINT light_overrides_pkey PRIMARY KEY,
    jurisdiction    TEXT        NOT NULL CONSTRAINT light_overrides_jurisdiction_fkey REFERENCES jurisdictions (code),
    indicator_id    UUID        NOT NULL CONSTRAINT light_overrides_indicator_id_fkey REFERENCES indicators (id),
    period_id       UUID        NOT NULL CONSTRAINT light_overrides_period_id_fkey REFERENCES periods (id),
    light           TEXT        NOT NULL CONSTRAINT light_overrides_light_check CHECK (light IN ('green', 'yellow', 'red')),
    computed_light  TEXT        NOT NULL,
    computed_reason TEXT        NOT NULL,
    reason          TEXT        NOT NULL,
    document        TEXT,
    set_by          UUID        NOT NULL,
    set_at          TIMESTAMPTZ NOT NULL,
    revoked_by      UUID,
    revoked_at      TIMESTAMPTZ,
    revoke_reason   TEXT,
    version         INTEGER     NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX light_overrides_indicator_id_idx ON light_overrides (indicator_id, id);
CREATE INDEX light_overrides_period_id_idx ON light_overrides (period_id, indicator_id);

-- 封存的灯色: what an indicator's light was when a period closed, with everything that it was decided by. Rows are only ever
-- added: each closing of a period adds one for each indicator.
CREATE TABLE period_verdicts (
    id                UUID        NOT NULL CONSTRAINT period_verdicts_pkey PRIMARY KEY,
    jurisdiction      TEXT        NOT NULL CONSTRAINT period_verdicts_jurisdiction_fkey REFERENCES jurisdictions (code),
    plan_id           UUID        NOT NULL CONSTRAINT period_verdicts_plan_id_fkey REFERENCES plans (id),
    period_id         UUID        NOT NULL CONSTRAINT period_verdicts_period_id_fkey REFERENCES periods (id),
    indicator_id      UUID        NOT NULL CONSTRAINT period_verdicts_indicator_id_fkey REFERENCES indicators (id),
    closing           INTEGER     NOT NULL CONSTRAINT period_verdicts_closing_check CHECK (closing >= 1),
    light             TEXT        NOT NULL CONSTRAINT period_verdicts_light_check CHECK (light IN ('green', 'yellow', 'red', 'grey')),
    light_reason      TEXT        NOT NULL,
    watch             BOOLEAN     NOT NULL,
    computed_light    TEXT        NOT NULL CONSTRAINT period_verdicts_computed_light_check CHECK (computed_light IN ('green', 'yellow', 'red', 'grey')),
    computed_reason   TEXT        NOT NULL,
    bucket            TEXT        NOT NULL,
    actual            BIGINT,
    rate              BIGINT,
    expected          BIGINT,
    expected_rate     BIGINT,
    variance_pp       BIGINT,
    value_status      TEXT,
    bureau_id         UUID        CONSTRAINT period_verdicts_bureau_id_fkey REFERENCES bureaus (id),
    target_id         UUID        CONSTRAINT period_verdicts_target_id_fkey REFERENCES targets (id),
    target_number     INTEGER,
    rule_set_id       UUID        CONSTRAINT period_verdicts_rule_set_id_fkey REFERENCES rule_sets (id),
    rule_set_number   INTEGER,
    trajectory_id     UUID        CONSTRAINT period_verdicts_trajectory_id_fkey REFERENCES trajectories (id),
    trajectory_number INTEGER,
    override_id       UUID        CONSTRAINT period_verdicts_override_id_fkey REFERENCES light_overrides (id),
    inputs            TEXT        NOT NULL,
    inputs_hash       TEXT        NOT NULL,
    frozen_at         TIMESTAMPTZ NOT NULL,
    CONSTRAINT period_verdicts_period_id_indicator_id_closing_key UNIQUE (period_id, indicator_id, closing)
);
CREATE INDEX period_verdicts_indicator_id_idx ON period_verdicts (indicator_id, period_id);

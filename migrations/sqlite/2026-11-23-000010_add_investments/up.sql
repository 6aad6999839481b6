-- 投资完成情况: what a project's money, works and land came to by a day. Append-only: a new revision for the same day takes
-- the place of the one before. What was completed in the year is not here: that is the approved report's.
CREATE TABLE project_investments (
    id                        TEXT        NOT NULL CONSTRAINT project_investments_pkey PRIMARY KEY,
    jurisdiction              TEXT        NOT NULL CONSTRAINT project_investments_jurisdiction_fkey REFERENCES jurisdictions (code),
    project_id                TEXT        NOT NULL CONSTRAINT project_investments_project_id_fkey REFERENCES projects (id),
    as_of_on                  TEXT        NOT NULL,
    revision                  INTEGER     NOT NULL CONSTRAINT project_investments_revision_check CHECK (revision > 0),
    contracted                INTEGER     CONSTRAINT project_investments_contracted_check CHECK (contracted >= 0),
    paid_in_to_date           INTEGER     CONSTRAINT project_investments_paid_in_to_date_check CHECK (paid_in_to_date >= 0),
    completed_to_date         INTEGER     CONSTRAINT project_investments_completed_to_date_check CHECK (completed_to_date >= 0),
    recorded_to_date          INTEGER     CONSTRAINT project_investments_recorded_to_date_check CHECK (recorded_to_date >= 0),
    physical_progress_percent INTEGER     CONSTRAINT project_investments_physical_progress_percent_check CHECK (physical_progress_percent BETWEEN 0 AND 1000000),
    land_needed               INTEGER     CONSTRAINT project_investments_land_needed_check CHECK (land_needed >= 0),
    land_secured              INTEGER     CONSTRAINT project_investments_land_secured_check CHECK (land_secured >= 0),
    land_supplied             INTEGER     CONSTRAINT project_investments_land_supplied_check CHECK (land_supplied >= 0),
    decrease_reason           TEXT        CONSTRAINT project_investments_decrease_reason_check CHECK (decrease_reason IN ('write_down', 'correction', 'definition_change')),
    note                      TEXT,
    recorded_by               TEXT,
    recorded_at               TEXT        NOT NULL,
    created_at                TEXT        NOT NULL,
    CONSTRAINT project_investments_project_id_as_of_on_revision_key UNIQUE (project_id, as_of_on, revision)
) STRICT;

-- 分年度投资计划, of every year but the plan's own: that one is projects.year_investment, so that it stands once.
CREATE TABLE project_year_plans (
    project_id TEXT    NOT NULL CONSTRAINT project_year_plans_project_id_fkey REFERENCES projects (id),
    year       INTEGER NOT NULL CONSTRAINT project_year_plans_year_check CHECK (year BETWEEN 2000 AND 2100),
    planned    INTEGER NOT NULL CONSTRAINT project_year_plans_planned_check CHECK (planned >= 0),
    document   TEXT,
    CONSTRAINT project_year_plans_pkey PRIMARY KEY (project_id, year)
) STRICT;

-- 外部入库. `open` is true until the project leaves the registry and NULL from then on, so that the two keys bind what is in
-- it and not what was.
CREATE TABLE registry_entries (
    id           TEXT        NOT NULL CONSTRAINT registry_entries_pkey PRIMARY KEY,
    jurisdiction TEXT        NOT NULL CONSTRAINT registry_entries_jurisdiction_fkey REFERENCES jurisdictions (code),
    plan_id      TEXT        NOT NULL CONSTRAINT registry_entries_plan_id_fkey REFERENCES plans (id),
    project_id   TEXT        NOT NULL CONSTRAINT registry_entries_project_id_fkey REFERENCES projects (id),
    registry     TEXT        NOT NULL CONSTRAINT registry_entries_registry_check CHECK (registry IN ('national_major_projects', 'investment_statistics', 'urban_renewal')),
    number       TEXT        NOT NULL,
    entered_on   TEXT        NOT NULL,
    document     TEXT,
    left_on      TEXT,
    left_reason  TEXT,
    open         INTEGER,
    recorded_by  TEXT,
    version      INTEGER     NOT NULL,
    created_at   TEXT        NOT NULL,
    updated_at   TEXT        NOT NULL,
    CONSTRAINT registry_entries_project_id_registry_open_key UNIQUE (project_id, registry, open),
    CONSTRAINT registry_entries_plan_id_registry_number_open_key UNIQUE (plan_id, registry, number, open),
    CONSTRAINT registry_entries_open_check CHECK ((open IS NULL) = (left_on IS NOT NULL))
) STRICT;
CREATE INDEX registry_entries_jurisdiction_idx ON registry_entries (jurisdiction, id);

CREATE TABLE obstacles (
    id              TEXT        NOT NULL CONSTRAINT obstacles_pkey PRIMARY KEY,
    jurisdiction    TEXT        NOT NULL CONSTRAINT obstacles_jurisdiction_fkey REFERENCES jurisdictions (code),
    plan_id         TEXT        NOT NULL CONSTRAINT obstacles_plan_id_fkey REFERENCES plans (id),
    project_id      TEXT        NOT NULL CONSTRAINT obstacles_project_id_fkey REFERENCES projects (id),
    title           TEXT        NOT NULL,
    description     TEXT,
    category        TEXT        NOT NULL CONSTRAINT obstacles_category_check CHECK (category IN ('land_clearance', 'funding', 'approval', 'utilities', 'other')),
    level           INTEGER     NOT NULL CONSTRAINT obstacles_level_check CHECK (level BETWEEN 1 AND 4),
    owner_bureau_id TEXT        NOT NULL CONSTRAINT obstacles_owner_bureau_id_fkey REFERENCES bureaus (id),
    raised_on       TEXT        NOT NULL,
    due_on          TEXT        NOT NULL,
    resolved_on     TEXT,
    resolution      TEXT,
    raised_by       TEXT,
    version         INTEGER     NOT NULL,
    created_at      TEXT        NOT NULL,
    updated_at      TEXT        NOT NULL,
    CONSTRAINT obstacles_resolution_check CHECK ((resolved_on IS NULL) = (resolution IS NULL))
) STRICT;
CREATE INDEX obstacles_jurisdiction_idx ON obstacles (jurisdiction, due_on, id);
CREATE INDEX obstacles_project_id_idx ON obstacles (project_id);

CREATE TABLE obstacle_escalations (
    id           TEXT        NOT NULL CONSTRAINT obstacle_escalations_pkey PRIMARY KEY,
    obstacle_id  TEXT        NOT NULL CONSTRAINT obstacle_escalations_obstacle_id_fkey REFERENCES obstacles (id),
    to_level     INTEGER     NOT NULL CONSTRAINT obstacle_escalations_to_level_check CHECK (to_level BETWEEN 2 AND 4),
    reason       TEXT        NOT NULL,
    previous_due TEXT        NOT NULL,
    due_on       TEXT        NOT NULL,
    escalated_by TEXT,
    escalated_at TEXT        NOT NULL
) STRICT;
CREATE INDEX obstacle_escalations_obstacle_id_idx ON obstacle_escalations (obstacle_id, id);

-- 城市更新: 片区 → 单元 → 项目.
CREATE TABLE renewal_districts (
    id           TEXT        NOT NULL CONSTRAINT renewal_districts_pkey PRIMARY KEY,
    jurisdiction TEXT        NOT NULL CONSTRAINT renewal_districts_jurisdiction_fkey REFERENCES jurisdictions (code),
    plan_id      TEXT        NOT NULL CONSTRAINT renewal_districts_plan_id_fkey REFERENCES plans (id),
    code         TEXT        NOT NULL,
    sort_key     TEXT        NOT NULL,
    name         TEXT        NOT NULL,
    source_note  TEXT,
    version      INTEGER     NOT NULL,
    created_at   TEXT        NOT NULL,
    updated_at   TEXT        NOT NULL,
    CONSTRAINT renewal_districts_plan_id_code_key UNIQUE (plan_id, code)
) STRICT;
CREATE INDEX renewal_districts_jurisdiction_idx ON renewal_districts (jurisdiction, sort_key, id);

CREATE TABLE renewal_units (
    id           TEXT        NOT NULL CONSTRAINT renewal_units_pkey PRIMARY KEY,
    jurisdiction TEXT        NOT NULL CONSTRAINT renewal_units_jurisdiction_fkey REFERENCES jurisdictions (code),
    plan_id      TEXT        NOT NULL CONSTRAINT renewal_units_plan_id_fkey REFERENCES plans (id),
    district_id  TEXT        NOT NULL CONSTRAINT renewal_units_district_id_fkey REFERENCES renewal_districts (id),
    code         TEXT        NOT NULL,
    sort_key     TEXT        NOT NULL,
    name         TEXT        NOT NULL,
    source_note  TEXT,
    version      INTEGER     NOT NULL,
    created_at   TEXT        NOT NULL,
    updated_at   TEXT        NOT NULL,
    CONSTRAINT renewal_units_plan_id_code_key UNIQUE (plan_id, code)
) STRICT;
CREATE INDEX renewal_units_jurisdiction_idx ON renewal_units (jurisdiction, sort_key, id);

-- A project belongs to one unit, so that it counts once in every total.
CREATE TABLE renewal_project_units (
    project_id TEXT NOT NULL CONSTRAINT renewal_project_units_project_id_fkey REFERENCES projects (id),
    unit_id    TEXT NOT NULL CONSTRAINT renewal_project_units_unit_id_fkey REFERENCES renewal_units (id),
    CONSTRAINT renewal_project_units_pkey PRIMARY KEY (project_id)
) STRICT;
CREATE INDEX renewal_project_units_unit_id_idx ON renewal_project_units (unit_id);

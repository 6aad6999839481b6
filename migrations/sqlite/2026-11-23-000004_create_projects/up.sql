CREATE TABLE projects (
    id               TEXT        NOT NULL CONSTRAINT projects_pkey PRIMARY KEY,
    jurisdiction     TEXT        NOT NULL CONSTRAINT projects_jurisdiction_fkey REFERENCES jurisdictions (code),
    plan_id          TEXT        NOT NULL CONSTRAINT projects_plan_id_fkey REFERENCES plans (id),
    code             TEXT        NOT NULL,
    sort_key         TEXT        NOT NULL,
    name             TEXT        NOT NULL,
    name_en          TEXT,
    listing          TEXT        NOT NULL CONSTRAINT projects_listing_check CHECK (listing IN ('named', 'group')),
    field            TEXT        CONSTRAINT projects_field_check CHECK (field IN ('infrastructure', 'industry', 'green', 'livelihood', 'unlabelled', 'real_estate', 'urban_renewal', 'park')),
    stage            TEXT        NOT NULL CONSTRAINT projects_stage_check CHECK (stage IN ('reserve', 'proposed', 'under_construction', 'completed', 'exited')),
    level            TEXT        NOT NULL CONSTRAINT projects_level_check CHECK (level IN ('national', 'provincial', 'municipal', 'district')),
    declared_count   INTEGER     CONSTRAINT projects_declared_count_check CHECK (declared_count > 0),
    total_investment INTEGER,
    year_investment  INTEGER,
    lead_bureau_id   TEXT        CONSTRAINT projects_lead_bureau_id_fkey REFERENCES bureaus (id),
    leader_post      TEXT,
    related          TEXT,
    source_note      TEXT,
    version          INTEGER     NOT NULL,
    created_at       TEXT NOT NULL,
    updated_at       TEXT NOT NULL,
    CONSTRAINT projects_plan_id_code_key UNIQUE (plan_id, code)
) STRICT;
CREATE INDEX projects_jurisdiction_idx ON projects (jurisdiction, sort_key, id);
CREATE INDEX projects_lead_bureau_id_idx ON projects (lead_bureau_id);

CREATE TABLE project_areas (
    project_id TEXT NOT NULL CONSTRAINT project_areas_project_id_fkey REFERENCES projects (id),
    area_id    TEXT NOT NULL CONSTRAINT project_areas_area_id_fkey REFERENCES areas (id),
    CONSTRAINT project_areas_pkey PRIMARY KEY (project_id, area_id)
) STRICT;

-- 三个一批: the signing, start or production batch that a project belongs to.
CREATE TABLE project_batches (
    project_id TEXT NOT NULL CONSTRAINT project_batches_project_id_fkey REFERENCES projects (id),
    batch      TEXT NOT NULL CONSTRAINT project_batches_batch_check CHECK (batch IN ('signed', 'started', 'produced')),
    CONSTRAINT project_batches_pkey PRIMARY KEY (project_id, batch)
) STRICT;

CREATE TABLE project_transitions (
    id           TEXT        NOT NULL CONSTRAINT project_transitions_pkey PRIMARY KEY,
    jurisdiction TEXT        NOT NULL CONSTRAINT project_transitions_jurisdiction_fkey REFERENCES jurisdictions (code),
    project_id   TEXT        NOT NULL CONSTRAINT project_transitions_project_id_fkey REFERENCES projects (id),
    from_stage   TEXT        CONSTRAINT project_transitions_from_stage_check CHECK (from_stage IN ('reserve', 'proposed', 'under_construction', 'completed', 'exited')),
    to_stage     TEXT        NOT NULL CONSTRAINT project_transitions_to_stage_check CHECK (to_stage IN ('reserve', 'proposed', 'under_construction', 'completed', 'exited')),
    effective_on TEXT        NOT NULL,
    evidence     TEXT        NOT NULL,
    document     TEXT,
    reason       TEXT,
    recorded_by  TEXT,
    recorded_at  TEXT NOT NULL
) STRICT;
CREATE INDEX project_transitions_project_id_idx ON project_transitions (project_id, id);

CREATE TABLE milestones (
    id             TEXT        NOT NULL CONSTRAINT milestones_pkey PRIMARY KEY,
    jurisdiction   TEXT        NOT NULL CONSTRAINT milestones_jurisdiction_fkey REFERENCES jurisdictions (code),
    plan_id        TEXT        NOT NULL CONSTRAINT milestones_plan_id_fkey REFERENCES plans (id),
    project_id     TEXT        CONSTRAINT milestones_project_id_fkey REFERENCES projects (id),
    area_id        TEXT        CONSTRAINT milestones_area_id_fkey REFERENCES areas (id),
    code           TEXT        NOT NULL,
    sort_key       TEXT        NOT NULL,
    name           TEXT        NOT NULL,
    due_on         TEXT        NOT NULL,
    due_confidence TEXT        NOT NULL CONSTRAINT milestones_due_confidence_check CHECK (due_confidence IN ('printed', 'default', 'inferred')),
    completed_on   TEXT,
    source_note    TEXT,
    version        INTEGER     NOT NULL,
    created_at     TEXT NOT NULL,
    updated_at     TEXT NOT NULL,
    CONSTRAINT milestones_plan_id_code_key UNIQUE (plan_id, code),
    CONSTRAINT milestones_owner_check CHECK ((project_id IS NULL) <> (area_id IS NULL))
) STRICT;
CREATE INDEX milestones_project_id_idx ON milestones (project_id);

-- 节点: what a milestone marks, how exactly its day is known, and where it is expected now. `due_on` is the baseline.
ALTER TABLE milestones ADD COLUMN kind TEXT NOT NULL DEFAULT 'other' CONSTRAINT milestones_kind_check CHECK (kind IN ('start', 'completion', 'land_supply', 'other'));
ALTER TABLE milestones ADD COLUMN date_precision TEXT NOT NULL DEFAULT 'day' CONSTRAINT milestones_date_precision_check CHECK (date_precision IN ('day', 'month', 'quarter', 'half_year', 'year'));
ALTER TABLE milestones ADD COLUMN forecast_on DATE;
ALTER TABLE milestones ADD COLUMN reforecasts INTEGER NOT NULL DEFAULT 0;
-- A project starts once and is completed once.
CREATE UNIQUE INDEX milestones_project_id_kind_key ON milestones (project_id, kind) WHERE kind IN ('start', 'completion');

-- 预计日期调整: every move of a forecast, with its reason.
CREATE TABLE milestone_forecasts (
    id           UUID        NOT NULL CONSTRAINT milestone_forecasts_pkey PRIMARY KEY,
    jurisdiction TEXT        NOT NULL CONSTRAINT milestone_forecasts_jurisdiction_fkey REFERENCES jurisdictions (code),
    milestone_id UUID        NOT NULL CONSTRAINT milestone_forecasts_milestone_id_fkey REFERENCES milestones (id),
    from_on      DATE        NOT NULL,
    to_on        DATE        NOT NULL,
    cause        TEXT        NOT NULL CONSTRAINT milestone_forecasts_cause_check CHECK (cause IN ('upstream', 'land_supply', 'land_clearance', 'approval', 'funding', 'design', 'construction', 'weather', 'other')),
    reason       TEXT        NOT NULL,
    recorded_by  UUID,
    recorded_at  TIMESTAMPTZ NOT NULL
);
CREATE INDEX milestone_forecasts_milestone_id_idx ON milestone_forecasts (milestone_id, id);

-- 前置节点: what a milestone waits for, and how many days it needs after it.
CREATE TABLE milestone_dependencies (
    milestone_id UUID        NOT NULL CONSTRAINT milestone_dependencies_milestone_id_fkey REFERENCES milestones (id),
    upstream_id  UUID        NOT NULL CONSTRAINT milestone_dependencies_upstream_id_fkey REFERENCES milestones (id),
    plan_id      UUID        NOT NULL CONSTRAINT milestone_dependencies_plan_id_fkey REFERENCES plans (id),
    lag_days     INTEGER     NOT NULL CONSTRAINT milestone_dependencies_lag_days_check CHECK (lag_days >= 0),
    note         TEXT,
    created_at   TIMESTAMPTZ NOT NULL,
    CONSTRAINT milestone_dependencies_pkey PRIMARY KEY (milestone_id, upstream_id),
    CONSTRAINT milestone_dependencies_itself_check CHECK (milestone_id <> upstream_id)
);
CREATE INDEX milestone_dependencies_plan_id_idx ON milestone_dependencies (plan_id);

-- 佐证: what a project brought, at a transition or when it was put into use.
CREATE TABLE project_evidence (
    id            UUID        NOT NULL CONSTRAINT project_evidence_pkey PRIMARY KEY,
    jurisdiction  TEXT        NOT NULL CONSTRAINT project_evidence_jurisdiction_fkey REFERENCES jurisdictions (code),
    project_id    UUID        NOT NULL CONSTRAINT project_evidence_project_id_fkey REFERENCES projects (id),
    transition_id UUID        CONSTRAINT project_evidence_transition_id_fkey REFERENCES project_transitions (id),
    kind          TEXT        NOT NULL CONSTRAINT project_evidence_kind_check CHECK (kind IN ('planning_paper', 'investment_estimate', 'approval', 'land', 'land_plan', 'funding_plan', 'planned_start', 'start_permit', 'site_photo', 'works_begun', 'contract', 'acceptance', 'final_cost', 'commissioning', 'exit_document', 'ceremony', 'assumed', 'other')),
    date          DATE,
    number        TEXT,
    amount        BIGINT,
    note          TEXT,
    created_at    TIMESTAMPTZ NOT NULL
);
CREATE INDEX project_evidence_project_id_idx ON project_evidence (project_id, id);
CREATE INDEX project_evidence_transition_id_idx ON project_evidence (transition_id);
-- What stood as text stays readable: as the note of an item that opens no gate. An item of its own needs an id of its own:
-- that of its transition, which has one item only.
INSERT INTO project_evidence (id, jurisdiction, project_id, transition_id, kind, note, created_at)
SELECT id, jurisdiction, project_id, id, CASE WHEN recorded_by IS NULL THEN 'assumed' ELSE 'other' END, evidence, recorded_at
FROM project_transitions;
ALTER TABLE project_transitions DROP COLUMN evidence;
ALTER TABLE project_transitions ADD COLUMN exit_reason TEXT CONSTRAINT project_transitions_exit_reason_check CHECK (exit_reason IN ('cancelled', 'merged', 'ineligible', 'no_funding', 'other'));

ALTER TABLE projects ADD COLUMN in_use_on DATE;

-- 缓建/停建: when a project stood still; the first day after it is `ended_on`.
CREATE TABLE project_suspensions (
    id                 UUID        NOT NULL CONSTRAINT project_suspensions_pkey PRIMARY KEY,
    jurisdiction       TEXT        NOT NULL CONSTRAINT project_suspensions_jurisdiction_fkey REFERENCES jurisdictions (code),
    project_id         UUID        NOT NULL CONSTRAINT project_suspensions_project_id_fkey REFERENCES projects (id),
    kind               TEXT        NOT NULL CONSTRAINT project_suspensions_kind_check CHECK (kind IN ('postponed', 'stopped')),
    reason             TEXT        NOT NULL,
    document           TEXT        NOT NULL,
    effective_on       DATE        NOT NULL,
    expected_resume_on DATE,
    recorded_by        UUID,
    recorded_at        TIMESTAMPTZ NOT NULL,
    ended_on           DATE,
    end_reason         TEXT,
    ended_by           UUID,
    end_recorded_at    TIMESTAMPTZ,
    CONSTRAINT project_suspensions_ended_on_check CHECK (ended_on >= effective_on)
);
CREATE INDEX project_suspensions_project_id_idx ON project_suspensions (project_id, id);

-- 县级领导分包: posts, who holds them when, and which project they are in charge of. The first day after is `effective_to`.
CREATE TABLE leader_posts (
    id           UUID        NOT NULL CONSTRAINT leader_posts_pkey PRIMARY KEY,
    jurisdiction TEXT        NOT NULL CONSTRAINT leader_posts_jurisdiction_fkey REFERENCES jurisdictions (code),
    code         TEXT        NOT NULL,
    sort_key     TEXT        COLLATE "C" NOT NULL,
    title        TEXT        NOT NULL,
    active       BOOLEAN     NOT NULL,
    version      INTEGER     NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    updated_at   TIMESTAMPTZ NOT NULL,
    CONSTRAINT leader_posts_jurisdiction_code_key UNIQUE (jurisdiction, code)
);
CREATE TABLE post_terms (
    id             UUID        NOT NULL CONSTRAINT post_terms_pkey PRIMARY KEY,
    post_id        UUID        NOT NULL CONSTRAINT post_terms_post_id_fkey REFERENCES leader_posts (id),
    holder         TEXT,
    effective_from DATE        NOT NULL,
    effective_to   DATE,
    document       TEXT,
    created_at     TIMESTAMPTZ NOT NULL,
    CONSTRAINT post_terms_post_id_effective_from_key UNIQUE (post_id, effective_from)
);
CREATE TABLE project_leaders (
    id             UUID        NOT NULL CONSTRAINT project_leaders_pkey PRIMARY KEY,
    project_id     UUID        NOT NULL CONSTRAINT project_leaders_project_id_fkey REFERENCES projects (id),
    post_id        UUID        NOT NULL CONSTRAINT project_leaders_post_id_fkey REFERENCES leader_posts (id),
    effective_from DATE        NOT NULL,
    effective_to   DATE,
    source         TEXT        NOT NULL CONSTRAINT project_leaders_source_check CHECK (source IN ('assumed', 'confirmed')),
    document       TEXT,
    created_at     TIMESTAMPTZ NOT NULL,
    CONSTRAINT project_leaders_project_id_effective_from_key UNIQUE (project_id, effective_from)
);
CREATE INDEX project_leaders_post_id_idx ON project_leaders (post_id);
-- The same text is the same post; its id is that of one of its projects, unique among posts as among projects.
INSERT INTO leader_posts (id, jurisdiction, code, sort_key, title, active, version, created_at, updated_at)
SELECT MIN(CAST(id AS TEXT))::uuid, jurisdiction,
       'L' || LPAD(CAST(ROW_NUMBER() OVER (PARTITION BY jurisdiction ORDER BY MIN(sort_key), leader_post) AS TEXT), 3, '0'),
       'L' || LPAD(CAST(ROW_NUMBER() OVER (PARTITION BY jurisdiction ORDER BY MIN(sort_key), leader_post) AS TEXT), 6, '0'),
       leader_post, TRUE, 1, MIN(created_at), MIN(created_at)
FROM projects WHERE leader_post IS NOT NULL GROUP BY jurisdiction, leader_post;
INSERT INTO project_leaders (id, project_id, post_id, effective_from, source, created_at)
SELECT j.id, j.id, l.id, COALESCE((SELECT MIN(t.effective_on) FROM project_transitions t WHERE t.project_id = j.id), CAST(j.created_at AS DATE)), 'assumed', j.created_at
FROM projects j JOIN leader_posts l ON l.jurisdiction = j.jurisdiction AND l.title = j.leader_post;
ALTER TABLE projects DROP COLUMN leader_post;

-- 后台任务: when each of the service's own jobs is due, ran last, succeeded last, and why it failed. One row a job, shared by
-- all replicas: who moves due_at runs it.
CREATE TABLE job_runs (
    name            TEXT NOT NULL CONSTRAINT job_runs_pkey PRIMARY KEY,
    due_at          TIMESTAMPTZ NOT NULL,
    last_run_at     TIMESTAMPTZ,
    last_success_at TIMESTAMPTZ,
    last_error_at   TIMESTAMPTZ,
    last_error      TEXT,
    CONSTRAINT job_runs_last_error_check CHECK ((last_error IS NULL) = (last_error_at IS NULL))
);

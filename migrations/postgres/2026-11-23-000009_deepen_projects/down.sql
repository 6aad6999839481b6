ALTER TABLE projects ADD COLUMN leader_post TEXT;
UPDATE projects SET leader_post = (
    SELECT l.title FROM project_leaders c JOIN leader_posts l ON l.id = c.post_id
    WHERE c.project_id = projects.id AND c.effective_to IS NULL);
DROP TABLE project_leaders;
DROP TABLE post_terms;
DROP TABLE leader_posts;
DROP TABLE project_suspensions;
ALTER TABLE projects DROP COLUMN in_use_on;
ALTER TABLE project_transitions DROP COLUMN exit_reason;
ALTER TABLE project_transitions ADD COLUMN evidence TEXT NOT NULL DEFAULT '';
UPDATE project_transitions SET evidence = COALESCE((
    SELECT STRING_AGG(e.kind || COALESCE(' ' || e.number, '') || COALESCE(' ' || e.note, ''), '; ' ORDER BY e.id)
    FROM project_evidence e WHERE e.transition_id = project_transitions.id), '');
DROP TABLE project_evidence;
DROP TABLE milestone_dependencies;
DROP TABLE milestone_forecasts;
DROP INDEX milestones_project_id_kind_key;
ALTER TABLE milestones DROP COLUMN reforecasts;
ALTER TABLE milestones DROP COLUMN forecast_on;
ALTER TABLE milestones DROP COLUMN date_precision;
ALTER TABLE milestones DROP COLUMN kind;

DROP TABLE milestones;
DROP TABLE project_transitions;
DROP TABLE project_batches;
DROP TABLE project_areas;
DROP TABLE projects;

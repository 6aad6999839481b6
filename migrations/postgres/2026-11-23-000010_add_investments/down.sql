DROP TABLE renewal_project_units;
DROP TABLE renewal_units;
DROP TABLE renewal_districts;
DROP TABLE obstacle_escalations;
DROP TABLE obstacles;
DROP TABLE registry_entries;
DROP TABLE project_year_plans;
DROP TABLE project_investments;

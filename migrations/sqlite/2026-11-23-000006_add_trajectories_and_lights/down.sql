DROP TABLE period_verdicts;
DROP TABLE light_overrides;
DROP TABLE trajectories;

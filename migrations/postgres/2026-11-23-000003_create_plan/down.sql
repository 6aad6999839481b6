DROP TABLE assignments;
DROP TABLE targets;
DROP TABLE indicators;
DROP TABLE facts;
DROP TABLE areas;
DROP TABLE plans;

DROP TABLE bulletin_errata;
DROP TABLE bulletin_objections;
DROP TABLE bulletins;
DROP TABLE ranking_rules;

DROP TABLE rule_sets;
DROP TABLE reports;
DROP TABLE periods;
DROP TABLE holidays;

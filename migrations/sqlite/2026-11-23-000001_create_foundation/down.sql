DROP TABLE idempotency_keys;
DROP TABLE audit_entries;
DROP TABLE changes;
DROP TABLE feed_counters;
DROP TABLE deployment;

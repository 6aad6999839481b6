-- What an entry of the audit log covers beside itself: its row of the feed, and the figures that it sealed. An entry of before has none.
ALTER TABLE audit_entries ADD COLUMN feed_digest TEXT;
ALTER TABLE audit_entries ADD COLUMN seals_digest TEXT;

-- 数据封签: what a figure was when an entry of the audit log set it, as a SHA-256. Append-only.
CREATE TABLE figure_seals (
    jurisdiction  TEXT    NOT NULL,
    sequence      INTEGER NOT NULL,
    resource_type TEXT    NOT NULL,
    resource_id   TEXT    NOT NULL,
    digest        TEXT    NOT NULL,
    CONSTRAINT figure_seals_pkey PRIMARY KEY (jurisdiction, sequence, resource_type, resource_id)
) STRICT;
CREATE INDEX figure_seals_resource_idx ON figure_seals (resource_type, resource_id, sequence);

-- 审计检查点: where the log stood at a moment, signed. Append-only; where each was written outside stands in a table of its own.
CREATE TABLE audit_checkpoints (
    id           TEXT        NOT NULL CONSTRAINT audit_checkpoints_pkey PRIMARY KEY,
    jurisdiction TEXT        NOT NULL,
    number       INTEGER     NOT NULL,
    made_at      TEXT        NOT NULL,
    reason       TEXT        NOT NULL,
    sequence     INTEGER     NOT NULL,
    entries      INTEGER     NOT NULL,
    hash         TEXT        NOT NULL,
    previous     TEXT,
    token        TEXT        NOT NULL,
    CONSTRAINT audit_checkpoints_jurisdiction_number_key UNIQUE (jurisdiction, number)
) STRICT;
CREATE INDEX audit_checkpoints_sequence_idx ON audit_checkpoints (jurisdiction, sequence);

CREATE TABLE audit_checkpoint_exports (
    checkpoint_id TEXT        NOT NULL CONSTRAINT audit_checkpoint_exports_checkpoint_id_fkey REFERENCES audit_checkpoints (id),
    target        TEXT        NOT NULL,
    exported_at   TEXT        NOT NULL,
    CONSTRAINT audit_checkpoint_exports_pkey PRIMARY KEY (checkpoint_id, target)
) STRICT;

-- What is only ever added to refuses everything else. It stops a slip and a clumsy hand; what it does not stop, the checkpoints show.
CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END;
CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END;
CREATE TRIGGER changes_no_update BEFORE UPDATE ON changes BEGIN SELECT RAISE(ABORT, 'changes is append-only'); END;
CREATE TRIGGER changes_no_delete BEFORE DELETE ON changes BEGIN SELECT RAISE(ABORT, 'changes is append-only'); END;
CREATE TRIGGER figure_seals_no_update BEFORE UPDATE ON figure_seals BEGIN SELECT RAISE(ABORT, 'figure_seals is append-only'); END;
CREATE TRIGGER figure_seals_no_delete BEFORE DELETE ON figure_seals BEGIN SELECT RAISE(ABORT, 'figure_seals is append-only'); END;
CREATE TRIGGER audit_checkpoints_no_update BEFORE UPDATE ON audit_checkpoints BEGIN SELECT RAISE(ABORT, 'audit_checkpoints is append-only'); END;
CREATE TRIGGER audit_checkpoints_no_delete BEFORE DELETE ON audit_checkpoints BEGIN SELECT RAISE(ABORT, 'audit_checkpoints is append-only'); END;

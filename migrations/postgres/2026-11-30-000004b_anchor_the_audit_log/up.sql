-- What an entry of the audit log covers beside itself: its row of the feed, and the figures that it sealed. An entry of before has none.
ALTER TABLE audit_entries ADD COLUMN feed_digest TEXT, ADD COLUMN seals_digest TEXT;

-- 数据封签: what a figure was when an entry of the audit log set it, as a SHA-256. Append-only.
CREATE TABLE figure_seals (
    jurisdiction  TEXT   NOT NULL,
    sequence      BIGINT NOT NULL,
    resource_type TEXT   NOT NULL,
    resource_id   UUID   NOT NULL,
    digest        TEXT   NOT NULL,
    CONSTRAINT figure_seals_pkey PRIMARY KEY (jurisdiction, sequence, resource_type, resource_id)
);
CREATE INDEX figure_seals_resource_idx ON figure_seals (resource_type, resource_id, sequence);

-- 审计检查点: where the log stood at a moment, signed. Append-only; where each was written outside stands in a table of its own.
CREATE TABLE audit_checkpoints (
    id           UUID        NOT NULL CONSTRAINT audit_checkpoints_pkey PRIMARY KEY,
    jurisdiction TEXT        NOT NULL,
    number       INTEGER     NOT NULL,
    made_at      TIMESTAMPTZ NOT NULL,
    reason       TEXT        NOT NULL,
    sequence     BIGINT      NOT NULL,
    entries      BIGINT      NOT NULL,
    hash         TEXT        NOT NULL,
    previous     TEXT,
    token        TEXT        NOT NULL,
    CONSTRAINT audit_checkpoints_jurisdiction_number_key UNIQUE (jurisdiction, number)
);
CREATE INDEX audit_checkpoints_sequence_idx ON audit_checkpoints (jurisdiction, sequence);

CREATE TABLE audit_checkpoint_exports (
    checkpoint_id UUID        NOT NULL CONSTRAINT audit_checkpoint_exports_checkpoint_id_fkey REFERENCES audit_checkpoints (id),
    target        TEXT        NOT NULL,
    exported_at   TIMESTAMPTZ NOT NULL,
    CONSTRAINT audit_checkpoint_exports_pkey PRIMARY KEY (checkpoint_id, target)
);

-- What is only ever added to refuses everything else. It stops a slip and a clumsy hand, and whoever drops it leaves a trace in the
-- database's own log; what it does not stop, the checkpoints show.
CREATE FUNCTION duban_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION duban_append_only();
CREATE TRIGGER changes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON changes FOR EACH STATEMENT EXECUTE FUNCTION duban_append_only();
CREATE TRIGGER figure_seals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON figure_seals FOR EACH STATEMENT EXECUTE FUNCTION duban_append_only();
CREATE TRIGGER audit_checkpoints_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_checkpoints FOR EACH STATEMENT EXECUTE FUNCTION duban_append_only();

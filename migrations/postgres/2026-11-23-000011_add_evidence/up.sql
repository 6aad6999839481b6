-- 佐证附件: what is known of an uploaded file; its content is in the object storage, under its SHA-256.
CREATE TABLE attachments (
    id           UUID        NOT NULL CONSTRAINT attachments_pkey PRIMARY KEY,
    jurisdiction TEXT        NOT NULL CONSTRAINT attachments_jurisdiction_fkey REFERENCES jurisdictions (code),
    bureau_id    UUID        CONSTRAINT attachments_bureau_id_fkey REFERENCES bureaus (id),
    uploaded_by  UUID        NOT NULL,
    file_name    TEXT        NOT NULL,
    media_type   TEXT        NOT NULL,
    size         BIGINT      NOT NULL CONSTRAINT attachments_size_check CHECK (size > 0),
    sha256       TEXT        NOT NULL CONSTRAINT attachments_sha256_check CHECK (length(sha256) = 64),
    note         TEXT,
    uploaded_at  TIMESTAMPTZ NOT NULL,
    version      INTEGER     NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL
);
CREATE INDEX attachments_jurisdiction_idx ON attachments (jurisdiction, id);
CREATE INDEX attachments_bureau_id_idx ON attachments (bureau_id, id);
CREATE INDEX attachments_sha256_idx ON attachments (sha256, jurisdiction);

-- What an attachment is evidence of: a report, a transition, an order. The owner's wing stands below this one, so no
-- foreign key leads to it.
CREATE TABLE attachment_links (
    attachment_id UUID        NOT NULL CONSTRAINT attachment_links_attachment_id_fkey REFERENCES attachments (id),
    owner_type    TEXT        NOT NULL,
    owner_id      UUID        NOT NULL,
    linked_at     TIMESTAMPTZ NOT NULL,
    CONSTRAINT attachment_links_pkey PRIMARY KEY (attachment_id, owner_type, owner_id)
);
CREATE INDEX attachment_links_owner_id_idx ON attachment_links (owner_id, owner_type);

-- 计数方式: whether a list indicator's figures are reported or counted from its list items.
ALTER TABLE indicators ADD COLUMN counting TEXT NOT NULL DEFAULT 'reported'
    CONSTRAINT indicators_counting_check CHECK (counting IN ('reported', 'records'));

-- 清单条目. live_project_id and live_identity are the identity of an item that is proposed or accepted, and null afterwards:
-- one thing counts once, and can be proposed again after it was rejected or withdrawn.
CREATE TABLE list_items (
    id              UUID        NOT NULL CONSTRAINT list_items_pkey PRIMARY KEY,
    jurisdiction    TEXT        NOT NULL CONSTRAINT list_items_jurisdiction_fkey REFERENCES jurisdictions (code),
    indicator_id    UUID        NOT NULL CONSTRAINT list_items_indicator_id_fkey REFERENCES indicators (id),
    project_id      UUID        CONSTRAINT list_items_project_id_fkey REFERENCES projects (id),
    bureau_id       UUID        NOT NULL CONSTRAINT list_items_bureau_id_fkey REFERENCES bureaus (id),
    name            TEXT        NOT NULL,
    identifier      TEXT,
    live_project_id UUID,
    live_identity   TEXT,
    counted_on      DATE        NOT NULL,
    evidence        TEXT        NOT NULL,
    status          TEXT        NOT NULL CONSTRAINT list_items_status_check CHECK (status IN ('proposed', 'accepted', 'rejected', 'withdrawn')),
    proposed_by     UUID        NOT NULL,
    proposed_at     TIMESTAMPTZ NOT NULL,
    decided_by      UUID,
    decided_at      TIMESTAMPTZ,
    withdrawn_by    UUID,
    withdrawn_at    TIMESTAMPTZ,
    reason          TEXT,
    version         INTEGER     NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    CONSTRAINT list_items_indicator_id_live_project_id_key UNIQUE (indicator_id, live_project_id),
    CONSTRAINT list_items_indicator_id_live_identity_key UNIQUE (indicator_id, live_identity),
    CONSTRAINT list_items_decided_at_check CHECK ((decided_at IS NULL) = (decided_by IS NULL)),
    CONSTRAINT list_items_withdrawn_at_check CHECK ((withdrawn_at IS NOT NULL) = (status = 'withdrawn'))
);
CREATE INDEX list_items_indicator_id_idx ON list_items (indicator_id, counted_on, id);

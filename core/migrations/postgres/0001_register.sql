-- The register in PostgreSQL: the same tables as in SQLite. Only what Citus, YugabyteDB and CockroachDB
-- run as well. Text is compared and ordered by its bytes, as everywhere in Kartotek.

-- Facts about the register itself: id, settings, collation version, deferred indexes.
CREATE TABLE register_facts (
    name  TEXT COLLATE "C" PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL
);

-- Numbers that only grow, and kept counts. `value` is the last one given, or the count.
CREATE TABLE counters (
    -- customer_number, customer_count, collection_key, change_seq, change_set_key
    name  TEXT COLLATE "C" PRIMARY KEY,
    value BIGINT NOT NULL
);

-- Tags, contact groups and customer groups: named sets of entities.
CREATE TABLE collections (
    key         BIGINT PRIMARY KEY,
    id          UUID NOT NULL UNIQUE,
    kind        BIGINT NOT NULL,  -- EntityKind: 2 tag, 3 contact group, 4 customer group
    name        TEXT COLLATE "C" NOT NULL,
    name_key    TEXT COLLATE "C" NOT NULL,  -- NFKC, case folded, blanks collapsed
    preset      TEXT COLLATE "C" NOT NULL,  -- standard, business: made with the register
    revision    BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    archived_at BIGINT,
    UNIQUE (kind, name_key)
);

-- One row a customer. Texts that were not given are empty, so that nothing sorts or compares as NULL.
-- `number` is what people see and the key inside; it is never given twice.
CREATE TABLE customers (
    number              BIGINT PRIMARY KEY,
    id                  UUID NOT NULL,  -- UUIDv7
    revision            BIGINT NOT NULL,
    created_at          BIGINT NOT NULL,  -- microseconds since 1970, UTC, as every *_at
    updated_at          BIGINT NOT NULL,
    archived_at         BIGINT,
    default_group       BIGINT NOT NULL REFERENCES collections (key),
    further             BIGINT NOT NULL,  -- bits: what there is in seldom used columns and tables
    enabled             BIGINT NOT NULL,
    registered_at       BIGINT NOT NULL,
    last_visit_at       BIGINT NOT NULL,  -- 0: never
    -- What lists read of many rows stands first: a long note is on pages of its own.
    sort_name           BYTEA NOT NULL,  -- collation keys, computed by the register
    sort_company        BYTEA NOT NULL,
    sort_city           BYTEA NOT NULL,
    sort_email          BYTEA NOT NULL,  -- bytes of the comparison form
    kind                TEXT COLLATE "C" NOT NULL,  -- person, company, shared_login
    title               TEXT COLLATE "C" NOT NULL,
    given_name          TEXT COLLATE "C" NOT NULL,
    family_name         TEXT COLLATE "C" NOT NULL,
    email               TEXT COLLATE "C" NOT NULL,  -- the primary one, as entered
    email_hash          BIGINT,  -- of the comparison form; not unique
    phone               TEXT COLLATE "C" NOT NULL,
    phone_e164          BIGINT,  -- digits after the plus sign
    street              TEXT COLLATE "C" NOT NULL,
    postal_code         TEXT COLLATE "C" NOT NULL,
    city                TEXT COLLATE "C" NOT NULL,
    country             TEXT COLLATE "C" NOT NULL,
    shipping_position   BIGINT,  -- which address is the default one; 0 is the primary
    billing_position    BIGINT,
    gender              TEXT COLLATE "C" NOT NULL,
    language            TEXT COLLATE "C" NOT NULL,
    birthday            TEXT COLLATE "C" NOT NULL,  -- 1990-09-21 or --09-21
    company             TEXT COLLATE "C" NOT NULL,
    origin              TEXT COLLATE "C" NOT NULL,
    -- What few customers have, read for those alone (see customers/sql/columns).
    name_prefix         TEXT COLLATE "C" NOT NULL,
    additional_names    TEXT COLLATE "C" NOT NULL,
    name_suffix         TEXT COLLATE "C" NOT NULL,
    nickname            TEXT COLLATE "C" NOT NULL,
    phonetic_name       TEXT COLLATE "C" NOT NULL,
    entered_name        TEXT COLLATE "C" NOT NULL,
    email_label         TEXT COLLATE "C" NOT NULL,
    phone_label         TEXT COLLATE "C" NOT NULL,
    street_2            TEXT COLLATE "C" NOT NULL,
    region              TEXT COLLATE "C" NOT NULL,
    address_label       TEXT COLLATE "C" NOT NULL,
    organisation_number TEXT COLLATE "C" NOT NULL,
    activity_code       TEXT COLLATE "C" NOT NULL,
    website             TEXT COLLATE "C" NOT NULL,
    credit_limit        TEXT COLLATE "C" NOT NULL,  -- 12.50 EUR
    payment_term_days   BIGINT,
    risk_rating         TEXT COLLATE "C" NOT NULL,
    shared_login        UUID,  -- id of the customer whose login it is too
    note                TEXT COLLATE "C" NOT NULL
);

CREATE UNIQUE INDEX customers_id ON customers (id);
-- For matching; a hash of eight bytes keeps the one random index small (PERFORMANCE, finding 8).
CREATE INDEX customers_email_hash ON customers (email_hash) WHERE email_hash IS NOT NULL;
CREATE INDEX customers_phone_e164 ON customers (phone_e164) WHERE phone_e164 IS NOT NULL;
-- Whose login it is; here and not among the indexes of lists, as deletions look here too.
CREATE INDEX customers_shared_login ON customers (shared_login) WHERE shared_login IS NOT NULL;

-- Further e-mails, phones and addresses; the primary ones (position 0) stand in the customer's row.
CREATE TABLE customer_emails (
    customer BIGINT NOT NULL REFERENCES customers (number) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    address  TEXT COLLATE "C" NOT NULL,
    label    TEXT COLLATE "C" NOT NULL,
    hash     BIGINT,
    PRIMARY KEY (customer, position)
);
CREATE INDEX customer_emails_hash ON customer_emails (hash);

CREATE TABLE customer_phones (
    customer BIGINT NOT NULL REFERENCES customers (number) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    text     TEXT COLLATE "C" NOT NULL,
    label    TEXT COLLATE "C" NOT NULL,
    e164     BIGINT,
    PRIMARY KEY (customer, position)
);
CREATE INDEX customer_phones_e164 ON customer_phones (e164);

CREATE TABLE customer_addresses (
    customer    BIGINT NOT NULL REFERENCES customers (number) ON DELETE CASCADE,
    position    BIGINT NOT NULL,
    label       TEXT COLLATE "C" NOT NULL,
    street      TEXT COLLATE "C" NOT NULL,
    street_2    TEXT COLLATE "C" NOT NULL,
    postal_code TEXT COLLATE "C" NOT NULL,
    city        TEXT COLLATE "C" NOT NULL,
    region      TEXT COLLATE "C" NOT NULL,
    country     TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (customer, position)
);

-- What other systems call a customer.
CREATE TABLE customer_external_ids (
    source   TEXT COLLATE "C" NOT NULL,
    id       TEXT COLLATE "C" NOT NULL,
    customer BIGINT NOT NULL REFERENCES customers (number) ON DELETE CASCADE,
    PRIMARY KEY (source, id)
);
CREATE INDEX customer_external_ids_customer ON customer_external_ids (customer);

-- The folded text that search looks into, apart from the customer's row so that a scan is short.
CREATE TABLE customer_search (
    customer BIGINT PRIMARY KEY REFERENCES customers (number) ON DELETE CASCADE,
    text     TEXT COLLATE "C" NOT NULL
);

-- Who is in a collection.
CREATE TABLE collection_members (
    collection  BIGINT NOT NULL REFERENCES collections (key),
    entity_kind BIGINT NOT NULL,
    entity      BIGINT NOT NULL,
    PRIMARY KEY (collection, entity_kind, entity)
);
CREATE INDEX collection_members_entity ON collection_members (entity_kind, entity, collection);

-- How many members a collection has, kept in the same transaction.
CREATE TABLE collection_sizes (
    collection  BIGINT NOT NULL REFERENCES collections (key),
    entity_kind BIGINT NOT NULL,
    size        BIGINT NOT NULL,
    PRIMARY KEY (collection, entity_kind)
);

-- Who did something, when and why: one row a unit of work.
CREATE TABLE change_sets (
    key        BIGINT PRIMARY KEY,
    at         BIGINT NOT NULL,
    actor_kind BIGINT NOT NULL,
    actor      TEXT COLLATE "C" NOT NULL,
    batch      UUID,  -- the import, if it was one
    reason     TEXT COLLATE "C" NOT NULL,
    origin     UUID NOT NULL,  -- id of the copy of the register
    first_seq  BIGINT NOT NULL,  -- its changes have consecutive numbers
    last_seq   BIGINT NOT NULL
);
CREATE INDEX change_sets_batch ON change_sets (batch) WHERE batch IS NOT NULL;

-- What changed: one row a change of one entity, with the old values of the changed fields alone.
CREATE TABLE changes (
    seq         BIGINT PRIMARY KEY,  -- the cursor of the change feed
    change_set  BIGINT NOT NULL,
    entity_kind BIGINT NOT NULL,
    entity      UUID NOT NULL,  -- its id, which outlives it
    action      BIGINT NOT NULL,
    old         TEXT COLLATE "C"  -- JSON: field key to canonical text
);
CREATE INDEX changes_entity ON changes (entity, seq);

-- What is gone: the id stays known, and nothing personal with it.
CREATE TABLE tombstones (
    id          UUID PRIMARY KEY,
    entity_kind BIGINT NOT NULL,
    deleted_at  BIGINT NOT NULL,
    merged_into UUID
);

-- Answers to calls that carried an idempotency key: ids and revisions alone.
CREATE TABLE idempotency_keys (
    key       TEXT COLLATE "C" NOT NULL,
    operation TEXT COLLATE "C" NOT NULL,
    digest    BYTEA NOT NULL,
    result    TEXT COLLATE "C" NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (key, operation)
);
CREATE INDEX idempotency_keys_at ON idempotency_keys (at);

-- Runs of imports.
CREATE TABLE import_batches (
    id          UUID PRIMARY KEY,
    started_at  BIGINT NOT NULL,
    finished_at BIGINT,
    source      TEXT COLLATE "C" NOT NULL,  -- name of the file
    digest      BYTEA NOT NULL,  -- SHA-256 of the source
    rows_done   BIGINT NOT NULL,
    report      TEXT COLLATE "C" NOT NULL  -- JSON: the counts
);

-- What the columns of a kind of file are for, saved under a name.
CREATE TABLE import_mappings (
    name    TEXT COLLATE "C" PRIMARY KEY,
    header  TEXT COLLATE "C" NOT NULL,  -- the folded headings, sorted, one a line
    columns TEXT COLLATE "C" NOT NULL  -- JSON
);

-- Rows without any key are recognised by their content when the same file comes again.
CREATE TABLE import_contents (
    content  BIGINT NOT NULL,  -- 64-bit hash of the row's values
    customer BIGINT NOT NULL REFERENCES customers (number) ON DELETE CASCADE,
    PRIMARY KEY (content, customer)
);
CREATE INDEX import_contents_customer ON import_contents (customer);

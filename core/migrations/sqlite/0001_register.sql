-- Facts about the register itself: id, settings, collation version, deferred indexes.
CREATE TABLE register_facts (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- Numbers that only grow, and kept counts. `value` is the last one given, or the count.
CREATE TABLE counters (
    name  TEXT PRIMARY KEY,         -- customer_number, customer_count, collection_key, change_seq, change_set_key
    value INTEGER NOT NULL
) WITHOUT ROWID;

-- One row a customer. Texts that were not given are empty, so that nothing sorts or compares as NULL.
-- `number` is what people see and the key inside the file; it is never given twice.
CREATE TABLE customers (
    number              INTEGER PRIMARY KEY,
    id                  BLOB NOT NULL,               -- UUIDv7
    revision            INTEGER NOT NULL,
    created_at          INTEGER NOT NULL,            -- microseconds since 1970, UTC, as every *_at
    updated_at          INTEGER NOT NULL,
    archived_at         INTEGER,
    default_group       INTEGER NOT NULL REFERENCES collections (key),
    further             INTEGER NOT NULL,            -- bits: what there is in seldom used columns and tables
    enabled             INTEGER NOT NULL,
    registered_at       INTEGER NOT NULL,
    last_visit_at       INTEGER NOT NULL,            -- 0: never
    -- What lists read of many rows stands first: a long note is on pages of its own.
    sort_name           BLOB NOT NULL,               -- collation keys, computed by the register
    sort_company        BLOB NOT NULL,
    sort_city           BLOB NOT NULL,
    sort_email          BLOB NOT NULL,               -- bytes of the comparison form
    kind                TEXT NOT NULL,               -- person, company, shared_login
    title               TEXT NOT NULL,
    given_name          TEXT NOT NULL,
    family_name         TEXT NOT NULL,
    email               TEXT NOT NULL,               -- the primary one, as entered
    email_hash          INTEGER,                     -- of the comparison form; not unique
    phone               TEXT NOT NULL,
    phone_e164          INTEGER,                     -- digits after the plus sign
    street              TEXT NOT NULL,
    postal_code         TEXT NOT NULL,
    city                TEXT NOT NULL,
    country             TEXT NOT NULL,
    shipping_position   INTEGER,                     -- which address is the default one; 0 is the primary
    billing_position    INTEGER,
    gender              TEXT NOT NULL,
    language            TEXT NOT NULL,
    birthday            TEXT NOT NULL,               -- 1990-09-21 or --09-21
    company             TEXT NOT NULL,
    origin              TEXT NOT NULL,
    -- What few customers have, read for those alone (see customers/sql/columns).
    name_prefix         TEXT NOT NULL,
    additional_names    TEXT NOT NULL,
    name_suffix         TEXT NOT NULL,
    nickname            TEXT NOT NULL,
    phonetic_name       TEXT NOT NULL,
    entered_name        TEXT NOT NULL,
    email_label         TEXT NOT NULL,
    phone_label         TEXT NOT NULL,
    street_2            TEXT NOT NULL,
    region              TEXT NOT NULL,
    address_label       TEXT NOT NULL,
    organisation_number TEXT NOT NULL,
    activity_code       TEXT NOT NULL,
    website             TEXT NOT NULL,
    credit_limit        TEXT NOT NULL,               -- 12.50 EUR
    payment_term_days   INTEGER,
    risk_rating         TEXT NOT NULL,
    shared_login        BLOB,                        -- id of the customer whose login it is too
    note                TEXT NOT NULL
);

CREATE UNIQUE INDEX customers_id ON customers (id);
-- For matching; a hash of eight bytes keeps the one random index small (PERFORMANCE, finding 8).
CREATE INDEX customers_email_hash ON customers (email_hash) WHERE email_hash IS NOT NULL;
CREATE INDEX customers_phone_e164 ON customers (phone_e164) WHERE phone_e164 IS NOT NULL;
-- Whose login it is; here and not among the indexes of lists, as deletions look here too.
CREATE INDEX customers_shared_login ON customers (shared_login) WHERE shared_login IS NOT NULL;

-- Further e-mails, phones and addresses; the primary ones (position 0) stand in the customer's row.
CREATE TABLE customer_emails (
    customer INTEGER NOT NULL REFERENCES customers (number) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    address  TEXT NOT NULL,
    label    TEXT NOT NULL,
    hash     INTEGER,
    PRIMARY KEY (customer, position)
) WITHOUT ROWID;
CREATE INDEX customer_emails_hash ON customer_emails (hash);

CREATE TABLE customer_phones (
    customer INTEGER NOT NULL REFERENCES customers (number) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    text     TEXT NOT NULL,
    label    TEXT NOT NULL,
    e164     INTEGER,
    PRIMARY KEY (customer, position)
) WITHOUT ROWID;
CREATE INDEX customer_phones_e164 ON customer_phones (e164);

CREATE TABLE customer_addresses (
    customer    INTEGER NOT NULL REFERENCES customers (number) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    label       TEXT NOT NULL,
    street      TEXT NOT NULL,
    street_2    TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    city        TEXT NOT NULL,
    region      TEXT NOT NULL,
    country     TEXT NOT NULL,
    PRIMARY KEY (customer, position)
) WITHOUT ROWID;

-- What other systems call a customer.
CREATE TABLE customer_external_ids (
    source   TEXT NOT NULL,
    id       TEXT NOT NULL,
    customer INTEGER NOT NULL REFERENCES customers (number) ON DELETE CASCADE,
    PRIMARY KEY (source, id)
) WITHOUT ROWID;
CREATE INDEX customer_external_ids_customer ON customer_external_ids (customer);

-- The folded text that search looks into, apart from the customer's row so that a scan is short.
CREATE TABLE customer_search (
    customer INTEGER PRIMARY KEY REFERENCES customers (number) ON DELETE CASCADE,
    text     TEXT NOT NULL
);
-- Customers whose text the trigram index does not hold yet (see sqlite/trigram_index).
CREATE TABLE customer_search_pending (
    customer INTEGER PRIMARY KEY
);

-- Tags, contact groups and customer groups: named sets of entities.
CREATE TABLE collections (
    key         INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE,
    kind        INTEGER NOT NULL,          -- EntityKind: 2 tag, 3 contact group, 4 customer group
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL,             -- NFKC, case folded, blanks collapsed
    preset      TEXT NOT NULL,             -- standard, business: made with the register
    revision    INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    archived_at INTEGER,
    UNIQUE (kind, name_key)
);

CREATE TABLE collection_members (
    collection  INTEGER NOT NULL REFERENCES collections (key),
    entity_kind INTEGER NOT NULL,
    entity      INTEGER NOT NULL,
    PRIMARY KEY (collection, entity_kind, entity)
) WITHOUT ROWID;
CREATE INDEX collection_members_entity ON collection_members (entity_kind, entity, collection);

-- How many members a collection has, kept in the same transaction.
CREATE TABLE collection_sizes (
    collection  INTEGER NOT NULL REFERENCES collections (key),
    entity_kind INTEGER NOT NULL,
    size        INTEGER NOT NULL,
    PRIMARY KEY (collection, entity_kind)
) WITHOUT ROWID;

-- Who did something, when and why: one row a unit of work.
CREATE TABLE change_sets (
    key        INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    actor_kind INTEGER NOT NULL,
    actor      TEXT NOT NULL,
    batch      BLOB,                       -- the import, if it was one
    reason     TEXT NOT NULL,
    origin     BLOB NOT NULL,              -- id of the copy of the register
    first_seq  INTEGER NOT NULL,           -- its changes have consecutive numbers
    last_seq   INTEGER NOT NULL
);
CREATE INDEX change_sets_batch ON change_sets (batch) WHERE batch IS NOT NULL;

-- What changed: one row a change of one entity, with the old values of the changed fields alone.
CREATE TABLE changes (
    seq         INTEGER PRIMARY KEY,       -- the cursor of the change feed
    change_set  INTEGER NOT NULL,
    entity_kind INTEGER NOT NULL,
    entity      BLOB NOT NULL,             -- its id, which outlives it
    action      INTEGER NOT NULL,
    old         TEXT                       -- JSON: field key to canonical text
);
CREATE INDEX changes_entity ON changes (entity, seq);

-- What is gone: the id stays known, and nothing personal with it.
CREATE TABLE tombstones (
    id          BLOB PRIMARY KEY,
    entity_kind INTEGER NOT NULL,
    deleted_at  INTEGER NOT NULL,
    merged_into BLOB
) WITHOUT ROWID;

-- Answers to calls that carried an idempotency key: ids and revisions alone.
CREATE TABLE idempotency_keys (
    key       TEXT NOT NULL,
    operation TEXT NOT NULL,
    digest    BLOB NOT NULL,
    result    TEXT NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (key, operation)
) WITHOUT ROWID;
CREATE INDEX idempotency_keys_at ON idempotency_keys (at);

-- Runs of imports.
CREATE TABLE import_batches (
    id          BLOB PRIMARY KEY,
    started_at  INTEGER NOT NULL,
    finished_at INTEGER,
    source      TEXT NOT NULL,             -- name of the file
    digest      BLOB NOT NULL,             -- SHA-256 of the source
    rows_done   INTEGER NOT NULL,
    report      TEXT NOT NULL              -- JSON: the counts
) WITHOUT ROWID;

-- What the columns of a kind of file are for, saved under a name.
CREATE TABLE import_mappings (
    name    TEXT PRIMARY KEY,
    header  TEXT NOT NULL,                 -- the folded headings, sorted, one a line
    columns TEXT NOT NULL                  -- JSON
) WITHOUT ROWID;

-- Rows without any key are recognised by their content when the same file comes again.
CREATE TABLE import_contents (
    content  INTEGER NOT NULL,             -- 64-bit hash of the row's values
    customer INTEGER NOT NULL REFERENCES customers (number) ON DELETE CASCADE,
    PRIMARY KEY (content, customer)
) WITHOUT ROWID;
CREATE INDEX import_contents_customer ON import_contents (customer);

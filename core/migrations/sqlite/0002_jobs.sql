-- Photo jobs: their groups and galleries, who is pictured, who registered, and the codes on cards.

-- What a photographer is asked to do: a school's year, a wedding, a race.
CREATE TABLE jobs (
    key                   INTEGER PRIMARY KEY,
    id                    BLOB NOT NULL UNIQUE,
    revision              INTEGER NOT NULL,
    created_at            INTEGER NOT NULL,
    updated_at            INTEGER NOT NULL,
    sort_key              BLOB NOT NULL,     -- of the title
    title                 TEXT NOT NULL,
    kind                  TEXT NOT NULL,
    status                TEXT NOT NULL,     -- planned, open, published, closed
    shoot_dates           TEXT NOT NULL,     -- days in order, a line each
    publish_from          INTEGER,
    publish_until         INTEGER,
    registration_deadline INTEGER,
    note                  TEXT NOT NULL
);

-- A class or a team of a job.
CREATE TABLE job_groups (
    key        INTEGER PRIMARY KEY,
    id         BLOB NOT NULL UNIQUE,
    revision   INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    sort_key   BLOB NOT NULL,                -- of the name
    job        INTEGER NOT NULL REFERENCES jobs (key),
    name       TEXT NOT NULL,
    name_key   TEXT NOT NULL,                -- NFKC, case folded, blanks collapsed
    UNIQUE (job, name_key)
);

-- Who is pictured: a person of the register, whatever job.
CREATE TABLE participants (
    key            INTEGER PRIMARY KEY,
    id             BLOB NOT NULL UNIQUE,
    revision       INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    sort_key       BLOB NOT NULL,            -- of the name
    given_name     TEXT NOT NULL,
    family_name    TEXT NOT NULL,
    entered_name   TEXT NOT NULL,
    birthday       TEXT NOT NULL,
    minor          TEXT NOT NULL,            -- yes, no, or empty: unknown
    student_number TEXT NOT NULL,
    email          TEXT NOT NULL,
    phone          TEXT NOT NULL,
    note           TEXT NOT NULL
);
CREATE INDEX participants_name ON participants (sort_key, id);
CREATE INDEX participants_student_number ON participants (student_number) WHERE student_number <> '';

-- Whom participants belong to: parents, themselves.
CREATE TABLE participant_customers (
    participant INTEGER NOT NULL REFERENCES participants (key),
    customer    INTEGER NOT NULL REFERENCES customers (number),
    relation    TEXT NOT NULL,               -- guardian, self, other
    PRIMARY KEY (participant, customer)
) WITHOUT ROWID;
CREATE INDEX participant_customers_customer ON participant_customers (customer);

-- Who allowed pictures of a participant and who took it back; rows are only added.
CREATE TABLE photo_consents (
    participant INTEGER NOT NULL REFERENCES participants (key),
    position    INTEGER NOT NULL,            -- counts from 0
    at          INTEGER NOT NULL,
    decision    TEXT NOT NULL,               -- granted, withdrawn
    wording     TEXT NOT NULL,               -- what was agreed to, or its version
    given_by    TEXT NOT NULL,               -- name as given
    customer    BLOB,                        -- id of the customer who did, which outlives it
    PRIMARY KEY (participant, position)
) WITHOUT ROWID;

-- Who is pictured in which group.
CREATE TABLE memberships (
    job_group   INTEGER NOT NULL REFERENCES job_groups (key),
    participant INTEGER NOT NULL REFERENCES participants (key),
    PRIMARY KEY (job_group, participant)
) WITHOUT ROWID;
CREATE INDEX memberships_participant ON memberships (participant);

-- The pictures of a group, or of one participant in a job.
CREATE TABLE galleries (
    key         INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE,
    revision    INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    job         INTEGER NOT NULL REFERENCES jobs (key),
    job_group   INTEGER REFERENCES job_groups (key),
    participant INTEGER REFERENCES participants (key),
    title       TEXT NOT NULL,
    state       TEXT NOT NULL,               -- draft, published, closed
    opens_at    INTEGER,
    closes_at   INTEGER,
    CHECK ((job_group IS NULL) <> (participant IS NULL))
);
CREATE UNIQUE INDEX galleries_group ON galleries (job_group) WHERE job_group IS NOT NULL;
CREATE UNIQUE INDEX galleries_participant ON galleries (participant, job) WHERE participant IS NOT NULL;
CREATE INDEX galleries_job ON galleries (job);

-- A customer's entry in a group of a job.
CREATE TABLE registrations (
    key           INTEGER PRIMARY KEY,
    id            BLOB NOT NULL UNIQUE,
    revision      INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    sort_key      BLOB NOT NULL,             -- of the name as typed
    job           INTEGER NOT NULL REFERENCES jobs (key),
    job_group     INTEGER NOT NULL REFERENCES job_groups (key),
    customer      INTEGER NOT NULL REFERENCES customers (number),
    kind          TEXT NOT NULL,             -- online_form, qr_card, …; others are kept
    registered_at INTEGER NOT NULL,
    entered_name  TEXT NOT NULL,
    UNIQUE (job_group, customer)
);
CREATE INDEX registrations_job ON registrations (job, registered_at, id);
CREATE INDEX registrations_job_name ON registrations (job, sort_key, id);
CREATE INDEX registrations_group ON registrations (job_group, registered_at, id);
CREATE INDEX registrations_customer ON registrations (customer);

-- For whom a customer registered.
CREATE TABLE registration_participants (
    registration INTEGER NOT NULL REFERENCES registrations (key) ON DELETE CASCADE,
    participant  INTEGER NOT NULL REFERENCES participants (key),
    PRIMARY KEY (registration, participant)
) WITHOUT ROWID;
CREATE INDEX registration_participants_participant ON registration_participants (participant);

-- What customers spent, net, kept in the transaction of each purchase.
CREATE TABLE customer_totals (
    customer   INTEGER NOT NULL REFERENCES customers (number) ON DELETE CASCADE,
    scope_kind INTEGER NOT NULL,             -- EntityKind of the scope: 9 group, 8 job, 1 all of the customer's
    scope      INTEGER NOT NULL,             -- key of the group or the job, 0 for all
    currency   TEXT NOT NULL,
    minor      INTEGER NOT NULL,
    PRIMARY KEY (customer, scope_kind, scope, currency)
) WITHOUT ROWID;
CREATE INDEX customer_totals_scope ON customer_totals (scope, scope_kind);

-- What opens a participant's gallery: digests of the secrets on a card.
CREATE TABLE access_codes (
    key            INTEGER PRIMARY KEY,
    id             BLOB NOT NULL UNIQUE,
    revision       INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    job            INTEGER NOT NULL REFERENCES jobs (key),
    participant    INTEGER REFERENCES participants (key),
    state          INTEGER NOT NULL,         -- CodeState
    expires_at     INTEGER,
    successor      BLOB,                     -- id of the code that takes its place, and since when
    successor_from INTEGER,
    token_digest   BLOB NOT NULL UNIQUE,     -- SHA-256
    typed_digest   BLOB NOT NULL UNIQUE,     -- HMAC-SHA-256 with the register's pepper
    sealed         BLOB                      -- the secrets, encrypted with the host's key
);
CREATE INDEX access_codes_job ON access_codes (job, id);
CREATE INDEX access_codes_participant ON access_codes (participant) WHERE participant IS NOT NULL;

-- Every attempt to open something by a code.
CREATE TABLE code_attempts (
    key     INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    code    BLOB,                            -- id, where the code is known
    outcome INTEGER NOT NULL,
    origin  TEXT NOT NULL                    -- coarse: a network, not an address
);
CREATE INDEX code_attempts_code ON code_attempts (code, key) WHERE code IS NOT NULL;

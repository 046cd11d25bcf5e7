-- Photo jobs: their groups and galleries, who is pictured, who registered, and the codes on cards.

-- What a photographer is asked to do: a school's year, a wedding, a race.
CREATE TABLE jobs (
    key                   BIGINT PRIMARY KEY,
    id                    UUID NOT NULL UNIQUE,
    revision              BIGINT NOT NULL,
    created_at            BIGINT NOT NULL,
    updated_at            BIGINT NOT NULL,
    sort_key              BYTEA NOT NULL,     -- of the title
    title                 TEXT COLLATE "C" NOT NULL,
    kind                  TEXT COLLATE "C" NOT NULL,
    status                TEXT COLLATE "C" NOT NULL,     -- planned, open, published, closed
    shoot_dates           TEXT COLLATE "C" NOT NULL,     -- days in order, a line each
    publish_from          BIGINT,
    publish_until         BIGINT,
    registration_deadline BIGINT,
    note                  TEXT COLLATE "C" NOT NULL
);

-- A class or a team of a job.
CREATE TABLE job_groups (
    key        BIGINT PRIMARY KEY,
    id         UUID NOT NULL UNIQUE,
    revision   BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    sort_key   BYTEA NOT NULL,                -- of the name
    job        BIGINT NOT NULL REFERENCES jobs (key),
    name       TEXT COLLATE "C" NOT NULL,
    name_key   TEXT COLLATE "C" NOT NULL,                -- NFKC, case folded, blanks collapsed
    UNIQUE (job, name_key)
);

-- Who is pictured: a person of the register, whatever job.
CREATE TABLE participants (
    key            BIGINT PRIMARY KEY,
    id             UUID NOT NULL UNIQUE,
    revision       BIGINT NOT NULL,
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL,
    sort_key       BYTEA NOT NULL,            -- of the name
    given_name     TEXT COLLATE "C" NOT NULL,
    family_name    TEXT COLLATE "C" NOT NULL,
    entered_name   TEXT COLLATE "C" NOT NULL,
    birthday       TEXT COLLATE "C" NOT NULL,
    minor          TEXT COLLATE "C" NOT NULL,            -- yes, no, or empty: unknown
    student_number TEXT COLLATE "C" NOT NULL,
    email          TEXT COLLATE "C" NOT NULL,
    phone          TEXT COLLATE "C" NOT NULL,
    note           TEXT COLLATE "C" NOT NULL
);
CREATE INDEX participants_name ON participants (sort_key, id);
CREATE INDEX participants_student_number ON participants (student_number) WHERE student_number <> '';

-- Whom participants belong to: parents, themselves.
CREATE TABLE participant_customers (
    participant BIGINT NOT NULL REFERENCES participants (key),
    customer    BIGINT NOT NULL REFERENCES customers (number),
    relation    TEXT COLLATE "C" NOT NULL,               -- guardian, self, other
    PRIMARY KEY (participant, customer)
);
CREATE INDEX participant_customers_customer ON participant_customers (customer);

-- Who allowed pictures of a participant and who took it back; rows are only added.
CREATE TABLE photo_consents (
    participant BIGINT NOT NULL REFERENCES participants (key),
    position    BIGINT NOT NULL,            -- counts from 0
    at          BIGINT NOT NULL,
    decision    TEXT COLLATE "C" NOT NULL,               -- granted, withdrawn
    wording     TEXT COLLATE "C" NOT NULL,               -- what was agreed to, or its version
    given_by    TEXT COLLATE "C" NOT NULL,               -- name as given
    customer    UUID,                        -- id of the customer who did, which outlives it
    PRIMARY KEY (participant, position)
);

-- Who is pictured in which group.
CREATE TABLE memberships (
    job_group   BIGINT NOT NULL REFERENCES job_groups (key),
    participant BIGINT NOT NULL REFERENCES participants (key),
    PRIMARY KEY (job_group, participant)
);
CREATE INDEX memberships_participant ON memberships (participant);

-- The pictures of a group, or of one participant in a job.
CREATE TABLE galleries (
    key         BIGINT PRIMARY KEY,
    id          UUID NOT NULL UNIQUE,
    revision    BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    job         BIGINT NOT NULL REFERENCES jobs (key),
    job_group   BIGINT REFERENCES job_groups (key),
    participant BIGINT REFERENCES participants (key),
    title       TEXT COLLATE "C" NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,               -- draft, published, closed
    opens_at    BIGINT,
    closes_at   BIGINT,
    CHECK ((job_group IS NULL) <> (participant IS NULL))
);
CREATE UNIQUE INDEX galleries_group ON galleries (job_group) WHERE job_group IS NOT NULL;
CREATE UNIQUE INDEX galleries_participant ON galleries (participant, job) WHERE participant IS NOT NULL;
CREATE INDEX galleries_job ON galleries (job);

-- A customer's entry in a group of a job.
CREATE TABLE registrations (
    key           BIGINT PRIMARY KEY,
    id            UUID NOT NULL UNIQUE,
    revision      BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    sort_key      BYTEA NOT NULL,             -- of the name as typed
    job           BIGINT NOT NULL REFERENCES jobs (key),
    job_group     BIGINT NOT NULL REFERENCES job_groups (key),
    customer      BIGINT NOT NULL REFERENCES customers (number),
    kind          TEXT COLLATE "C" NOT NULL,             -- online_form, qr_card, …; others are kept
    registered_at BIGINT NOT NULL,
    entered_name  TEXT COLLATE "C" NOT NULL,
    UNIQUE (job_group, customer)
);
CREATE INDEX registrations_job ON registrations (job, registered_at, id);
CREATE INDEX registrations_job_name ON registrations (job, sort_key, id);
CREATE INDEX registrations_group ON registrations (job_group, registered_at, id);
CREATE INDEX registrations_customer ON registrations (customer);

-- For whom a customer registered.
CREATE TABLE registration_participants (
    registration BIGINT NOT NULL REFERENCES registrations (key) ON DELETE CASCADE,
    participant  BIGINT NOT NULL REFERENCES participants (key),
    PRIMARY KEY (registration, participant)
);
CREATE INDEX registration_participants_participant ON registration_participants (participant);

-- What customers spent, net, kept in the transaction of each purchase.
CREATE TABLE customer_totals (
    customer   BIGINT NOT NULL REFERENCES customers (number) ON DELETE CASCADE,
    scope_kind BIGINT NOT NULL,             -- EntityKind of the scope: 9 group, 8 job, 1 all of the customer's
    scope      BIGINT NOT NULL,             -- key of the group or the job, 0 for all
    currency   TEXT COLLATE "C" NOT NULL,
    minor      BIGINT NOT NULL,
    PRIMARY KEY (customer, scope_kind, scope, currency)
);
CREATE INDEX customer_totals_scope ON customer_totals (scope, scope_kind);

-- What opens a participant's gallery: digests of the secrets on a card.
CREATE TABLE access_codes (
    key            BIGINT PRIMARY KEY,
    id             UUID NOT NULL UNIQUE,
    revision       BIGINT NOT NULL,
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL,
    job            BIGINT NOT NULL REFERENCES jobs (key),
    participant    BIGINT REFERENCES participants (key),
    state          BIGINT NOT NULL,         -- CodeState
    expires_at     BIGINT,
    successor      UUID,                     -- id of the code that takes its place, and since when
    successor_from BIGINT,
    token_digest   BYTEA NOT NULL UNIQUE,     -- SHA-256
    typed_digest   BYTEA NOT NULL UNIQUE,     -- HMAC-SHA-256 with the register's pepper
    sealed         BYTEA                      -- the secrets, encrypted with the host's key
);
CREATE INDEX access_codes_job ON access_codes (job, id);
CREATE INDEX access_codes_participant ON access_codes (participant) WHERE participant IS NOT NULL;

-- Every attempt to open something by a code.
CREATE TABLE code_attempts (
    key     BIGINT PRIMARY KEY,
    at      BIGINT NOT NULL,
    code    UUID,                            -- id, where the code is known
    outcome BIGINT NOT NULL,
    origin  TEXT COLLATE "C" NOT NULL                    -- coarse: a network, not an address
);
CREATE INDEX code_attempts_code ON code_attempts (code, key) WHERE code IS NOT NULL;

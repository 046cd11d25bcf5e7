-- Indexes that only lists use. A large import into an empty register runs without them and makes
-- them at the end; those that are missing are made when the register is opened (PERFORMANCE,
-- finding 6). Every sort ends in the id, so that a page can go on after any row.
--
-- Country and language go on with the name: they say in which script it is written, and those of a
-- script that sorts last would be found only after nearly all others.
CREATE INDEX IF NOT EXISTS customers_by_name ON customers (sort_name, id);
CREATE INDEX IF NOT EXISTS customers_by_company ON customers (sort_company, id);
CREATE INDEX IF NOT EXISTS customers_by_city ON customers (sort_city, id);
CREATE INDEX IF NOT EXISTS customers_by_email ON customers (sort_email, id);
CREATE INDEX IF NOT EXISTS customers_by_registered_at ON customers (registered_at, id);
CREATE INDEX IF NOT EXISTS customers_by_last_visit_at ON customers (last_visit_at, id);
CREATE INDEX IF NOT EXISTS customers_by_postal_code ON customers (postal_code);
CREATE INDEX IF NOT EXISTS customers_by_country ON customers (country, sort_name, id);
CREATE INDEX IF NOT EXISTS customers_by_language ON customers (language, sort_name, id);
CREATE INDEX IF NOT EXISTS customers_by_gender ON customers (gender);
CREATE INDEX IF NOT EXISTS customers_by_default_group ON customers (default_group);
CREATE INDEX IF NOT EXISTS customers_companies ON customers (number) WHERE kind = 'company';
CREATE INDEX IF NOT EXISTS customers_shared_logins ON customers (number) WHERE kind = 'shared_login';
CREATE INDEX IF NOT EXISTS customers_disabled ON customers (number) WHERE enabled = 0;
CREATE INDEX IF NOT EXISTS customers_archived ON customers (archived_at) WHERE archived_at IS NOT NULL;

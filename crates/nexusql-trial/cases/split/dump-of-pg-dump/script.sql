--
-- PostgreSQL database dump
--

\restrict abc123

-- Dumped from database version 15

SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET client_min_messages = warning;

--
-- Name: shop; Type: SCHEMA
--

CREATE SCHEMA shop;

--
-- Name: touch(); Type: FUNCTION
--

CREATE FUNCTION shop.touch() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ begin new.at := '2026-01-01'; return new; end $$;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: users; Type: TABLE
--

CREATE TABLE shop.users (
    id integer NOT NULL,
    name text,
    at date
);

COMMENT ON TABLE shop.users IS 'who buys; and "who" does not';

CREATE SEQUENCE shop.users_id_seq AS integer START WITH 1;

ALTER SEQUENCE shop.users_id_seq OWNED BY shop.users.id;

CREATE TABLE shop.orders (
    id integer NOT NULL,
    user_id integer
);

CREATE VIEW shop.names AS
 SELECT users.name FROM shop.users;

ALTER TABLE ONLY shop.users ALTER COLUMN id SET DEFAULT nextval('shop.users_id_seq'::regclass);

--
-- Data for Name: users
--

COPY shop.users (id, name, at) FROM stdin;
1	Ann;	2026-02-03
2	-- Bo	\N
\.

COPY shop.orders (id, user_id) FROM stdin;
1	2
\.

SELECT pg_catalog.setval('shop.users_id_seq', 2, true);

ALTER TABLE ONLY shop.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

CREATE INDEX orders_user ON shop.orders USING btree (user_id);

CREATE TRIGGER touch BEFORE UPDATE ON shop.users FOR EACH ROW EXECUTE FUNCTION shop.touch();

ALTER TABLE ONLY shop.orders
    ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES shop.users(id);

--
-- PostgreSQL database dump complete
--

\unrestrict abc123

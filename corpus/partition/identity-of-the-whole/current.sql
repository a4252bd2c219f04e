create table ev (id bigint generated always as identity, at date not null, note text) partition by range (at);

create domain d as numeric;
create type w;
create function w_in(cstring) returns w language internal immutable strict as 'textin';
create function w_out(w) returns cstring language internal immutable strict as 'textout';
create type w (input = w_in, output = w_out, storage = external);
create table t (a numeric, b d, c inet, e w, f text, g numeric[], h w[], i tsvector, j jsonb);
alter table t alter a set storage plain, alter b set storage external, alter c set storage extended, alter e set storage main,
    alter f set storage plain, alter g set storage main, alter h set storage external, alter i set storage plain, alter j set storage external;

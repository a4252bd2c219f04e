create type old as (a integer);

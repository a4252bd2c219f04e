-- migrate:up
select 'x

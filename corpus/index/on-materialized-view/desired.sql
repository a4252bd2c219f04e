create materialized view ones as select 1 as one;
create unique index ones_one on ones (one);

-- rule: 17
-- finding: RESTART gives out numbers again that are in use by then.

create sequence s;
alter sequence s restart with 5;

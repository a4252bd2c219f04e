select 'a\';
set standard_conforming_strings = off;
select 'a\'; still inside';
select U&'\';
SET SESSION standard_conforming_strings TO 'on';
select 'a\';
set local standard_conforming_strings to false; select '\'';

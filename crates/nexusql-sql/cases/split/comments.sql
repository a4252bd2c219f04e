-- A header.

/* and /* nested ; */ 'not a string */

create table a (  -- inside; still inside
  x int /* ; */
); -- trailing a
-- leading b
create table b (); /* not trailing */ create table c (); /* trailing c */
;;
-- lone semicolons are white space
;
create table d () -- trailing d
-- belongs to nothing

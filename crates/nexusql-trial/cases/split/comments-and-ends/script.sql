/* of the file */

-- of the schema
create schema s; -- behind it
;;
/* of the
   table */ create table s.t (
  n int -- of the column
);
-- of the insert
insert into s.t values (1) /* within */
-- after all

create schema "Odd Schema";
create collation c1 (provider = libc, locale = 'C');
create collation "Odd Schema"."C 2" (provider = libc, lc_collate = 'C', lc_ctype = 'POSIX');

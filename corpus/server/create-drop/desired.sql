create foreign data wrapper w;
create server s type 'ora''cle' version '9' foreign data wrapper w options (host 'db', "Odd opt" 'a "q" \ b');
comment on server s is 'far away';

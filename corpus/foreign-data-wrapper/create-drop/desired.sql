create foreign data wrapper plain;
create foreign data wrapper "W 2" options (host 'h', "Odd" 'a''b');
create foreign data wrapper checked validator postgresql_fdw_validator;

create foreign data wrapper plain;
create server away foreign data wrapper plain;

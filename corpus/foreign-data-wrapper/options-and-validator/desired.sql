create foreign data wrapper w options (b '3', c '4');
create server s foreign data wrapper w;
create foreign data wrapper v;

create subscription s1 connection 'host=localhost dbname=x' publication pa, "p B" with (connect = false);
create subscription "S 2" connection 'host=h' publication pa with (connect = false, slot_name = none, synchronous_commit = 'remote_apply');

create subscription s connection 'host=b' publication p2, p3 with (connect = false, slot_name = 'other', synchronous_commit = 'off');

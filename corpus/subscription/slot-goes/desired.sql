create subscription s connection 'host=a' publication p with (connect = false, slot_name = none);

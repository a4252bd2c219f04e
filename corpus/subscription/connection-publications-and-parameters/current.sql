create subscription s connection 'host=a' publication p1, p2 with (connect = false);

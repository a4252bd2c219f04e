create subscription s connection 'host=a' publication p with (connect = false, two_phase = true, binary = true, streaming = on, disable_on_error = true);

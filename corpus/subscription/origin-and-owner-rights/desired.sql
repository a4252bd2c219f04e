create subscription s connection 'host=a' publication p with (connect = false, origin = none, run_as_owner = true, password_required = false, streaming = parallel);

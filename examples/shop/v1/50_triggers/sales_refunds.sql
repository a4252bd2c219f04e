create constraint trigger refunds_within_payment
    after insert or update on sales.refunds
    deferrable initially deferred
    for each row
    execute function sales.check_refunds();

create constraint trigger refunds_within_payment
    after insert or update of amount_cents, payment_id on sales.refunds
    deferrable initially deferred
    for each row
    execute function sales.check_refunds();

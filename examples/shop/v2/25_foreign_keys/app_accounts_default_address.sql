-- Closes the cycle accounts -> addresses -> accounts.
alter table app.accounts
    add constraint accounts_default_address_fkey
    foreign key (default_address_id) references app.addresses (id)
    on delete set null
    deferrable initially deferred;

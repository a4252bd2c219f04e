create domain app.email as text
    constraint email_has_at check (value ~ '^[^@\s]+@[^@\s]+\.[^@\s]+$');

create domain app.slug as text
    constraint slug_shape check (value ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
    constraint slug_length check (length(value) <= 80);

create domain app.currency_code as char(3)
    default 'EUR'
    constraint currency_code_upper check (value = upper(value));

create domain app.phone as varchar(24)
    constraint phone_digits check (value ~ '^\+?[0-9 ]+$');

create domain catalog.sku as text
    not null
    constraint sku_shape check (value ~ '^[A-Z]{3}-[0-9]{5}(-[A-Z0-9]+)?$');

create domain catalog.stars as smallint
    constraint stars_between check (value between 1 and 5);

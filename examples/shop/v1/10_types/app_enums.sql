create type app.address_kind as enum ('billing', 'delivery', 'pickup');

create type app.member_role as enum ('owner', 'manager', 'clerk');

create type app.address_kind as enum ('billing', 'delivery', 'pickup');

create type app.document_kind as enum ('licence', 'tax', 'identity');

create type app.member_role as enum ('owner', 'manager', 'accountant', 'clerk');

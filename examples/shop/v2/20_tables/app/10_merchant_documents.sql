create table app.merchant_documents (
    id          bigint generated always as identity primary key,
    merchant_id bigint not null references app.merchants (id) on delete cascade,
    kind        app.document_kind not null,
    file_name   text not null,
    sha256      bytea not null,
    approved_by bigint references app.accounts (id) on delete set null,
    uploaded_at timestamptz not null default now(),
    constraint merchant_documents_hash_length check (octet_length(sha256) = 32)
);

create index merchant_documents_merchant_idx on app.merchant_documents (merchant_id, kind);

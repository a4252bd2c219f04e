-- +goose NO TRANSACTION
-- +goose Up
vacuum;
-- +goose Down
select 1;

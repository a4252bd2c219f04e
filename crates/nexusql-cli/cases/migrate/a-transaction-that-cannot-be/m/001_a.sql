-- migrate:up transaction:true
vacuum;

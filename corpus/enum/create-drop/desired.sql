create type mood as enum ('sad', 'it''s fine', 'happy');

create type old as enum ('x');

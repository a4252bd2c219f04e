create domain d as int constraint "must be" not null;

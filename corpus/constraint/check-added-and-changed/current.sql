create table items (price integer, n integer constraint n_positive check (n > 0));

create table items (price integer constraint price_positive check (price >= 0), n integer constraint n_positive check (n > 0 and n < 1000));

create table items (price integer constraint price_positive check (price > 0));

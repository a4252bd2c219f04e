create domain sales.percentage as numeric(5, 2)
    constraint percentage_between check (value >= 0 and value <= 100);

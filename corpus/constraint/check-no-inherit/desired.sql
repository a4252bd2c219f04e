create table items (a integer constraint a_positive check (a > 0) no inherit);

insert into u values ('x', '2024-05-05');
insert into "Odd one"."w'w" values ('x', '2025-05-05');

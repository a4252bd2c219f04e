create schema app;
create schema audit;
create schema catalog;
create schema sales;
create schema stock;

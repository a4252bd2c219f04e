create type span as range (subtype = int4, multirange_type_name = spans);

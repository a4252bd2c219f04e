create procedure catalog.set_status(product bigint, new_status catalog.product_status)
    language plpgsql
as $$
begin
    update catalog.products
    set status = new_status
    where id = product;

    if not found then
        raise exception 'no product %', product using errcode = 'no_data_found';
    end if;
end
$$;

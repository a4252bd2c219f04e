create statistics catalog.products_merchant_status (dependencies, ndistinct)
    on merchant_id, status from catalog.products;

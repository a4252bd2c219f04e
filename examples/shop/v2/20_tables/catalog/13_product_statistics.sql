create statistics catalog.products_merchant_status (dependencies, ndistinct, mcv)
    on merchant_id, status from catalog.products;

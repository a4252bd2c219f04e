grant select on all tables in schema catalog to shop_app, shop_support;
grant select on catalog.products, catalog.product_listing, catalog.storefront, catalog.product_ratings to shop_reader;
grant select, insert, update, delete
    on catalog.products, catalog.product_variants, catalog.product_images, catalog.product_categories, catalog.product_tags
    to shop_merchant;
grant insert, update, delete on catalog.wishlists, catalog.wishlist_items to shop_app;
grant insert on catalog.reviews to shop_app;
grant update (is_visible) on catalog.reviews to shop_support;

create foreign data wrapper w;
create server s foreign data wrapper w;
create user mapping for public server s options ("user" 'bob', password_required 'false');
create user mapping for current_user server s;

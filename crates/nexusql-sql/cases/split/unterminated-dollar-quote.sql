do $a$ begin $$ $b$;

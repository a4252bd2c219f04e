create text search dictionary dict (template = snowball, language = german);

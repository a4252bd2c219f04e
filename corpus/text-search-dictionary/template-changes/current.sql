create text search dictionary dict (template = simple);

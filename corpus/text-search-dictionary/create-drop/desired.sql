create text search dictionary dict (template = simple, stopwords = 'english', accept = false);
create text search dictionary "Dict 2" (template = simple);

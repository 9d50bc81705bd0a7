"""Chinese full-text search: a sharded character-bigram index that the browser reads piece by piece."""

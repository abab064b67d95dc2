struct entry *get(struct cache *cache, unsigned index) {
    // ruleid: bound-off-by-one
    if (index > cache->number) return NULL;
    return &cache->entries[index];
}
int set(struct cache *cache, unsigned id, unsigned index, int value) {
    // ruleid: bound-off-by-one
    if (id > 9 || index > cache->count) {
        log_bad(index);
        return -1;
    }
    cache->values[index] = value;
    return 0;
}
int right(struct cache *cache, unsigned index) {
    // ok: bound-off-by-one
    if (index >= cache->number) return -1;
    return cache->values[index];
}
int from_one(struct cache *cache, unsigned index) {
    // ok: bound-off-by-one
    if (index > cache->number) return -1;
    return cache->values[index - 1];
}
int other(struct cache *cache, unsigned length, unsigned i) {
    // ok: bound-off-by-one
    if (length > cache->size) return -1;
    return cache->values[i];
}

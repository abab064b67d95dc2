int count_calls(void) {
    static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;
    static int count;
    // ruleid: local-lock-kept
    pthread_mutex_lock(&once);
    return ++count;
}
int count_more(void) {
    static lock_t guard_lock;
    // ruleid: local-lock-kept
    spin_lock(&guard_lock);
    return 1;
}
int balanced(void) {
    static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;
    // ok: local-lock-kept
    pthread_mutex_lock(&once);
    int n = next_number();
    pthread_mutex_unlock(&once);
    return n;
}
void lock_shared(struct table *table) {
    // ok: local-lock-kept
    pthread_mutex_lock(&table->lock);
}

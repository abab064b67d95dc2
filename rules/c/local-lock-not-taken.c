int count_calls(void) {
    static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;
    static int count;
    count++;
    // ruleid: local-lock-not-taken
    pthread_mutex_unlock(&once);
    return count;
}
int count_more(void) {
    static lock_t guard_lock;
    // ruleid: local-lock-not-taken
    spin_unlock(&guard_lock);
    return 1;
}
int balanced(void) {
    static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&once);
    int n = next_number();
    // ok: local-lock-not-taken
    pthread_mutex_unlock(&once);
    return n;
}
void unlock_shared(struct table *table) {
    // ok: local-lock-not-taken
    pthread_mutex_unlock(&table->lock);
}

void find(char *query, const char *name, int id) {
    // ruleid: sql-from-printf
    snprintf(query, 200, "SELECT id FROM users WHERE name = '%s'", name);
    // ruleid: sql-from-printf
    sprintf(query, "delete from users where name = \"%s\"", name);
    // ok: sql-from-printf
    snprintf(query, 200, "SELECT name FROM users WHERE id = %d", id);
    // ok: sql-from-printf
    snprintf(query, 200, "select %s from the menu", name);
    // ok: sql-from-printf
    query = sqlite3_mprintf("SELECT id FROM users WHERE name = %Q", name);
}

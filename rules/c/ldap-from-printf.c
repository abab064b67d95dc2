void find(char *filter, const char *name, int id) {
    // ruleid: ldap-from-printf
    snprintf(filter, 200, "(uid=%s)", name);
    // ruleid: ldap-from-printf
    sprintf(filter, "(&(objectClass=person)(cn=%s*))", name);
    // ok: ldap-from-printf
    snprintf(filter, 200, "(uidNumber=%d)", id);
    // ok: ldap-from-printf
    snprintf(filter, 200, "name=%s", name);
}

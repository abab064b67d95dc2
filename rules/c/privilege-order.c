int drop(struct passwd *user) {
    if (setuid(user->pw_uid) != 0) return -1;
    // ruleid: privilege-order
    if (setgid(user->pw_gid) != 0) return -1;
    return 0;
}
int drop_all(struct passwd *user) {
    setresuid(user->pw_uid, user->pw_uid, user->pw_uid);
    // ruleid: privilege-order
    setgroups(0, NULL);
    return 0;
}
int right(struct passwd *user) {
    // ok: privilege-order
    if (setgid(user->pw_gid) != 0) return -1;
    return setuid(user->pw_uid);
}
int root(struct passwd *user) {
    setuid(0);
    // ok: privilege-order
    return setgid(user->pw_gid);
}

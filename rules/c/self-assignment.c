void set(struct server *server, int limit) {
    // ruleid: self-assignment
    limit = limit;
    // ruleid: self-assignment
    server->limit = server->limit;
    // ok: self-assignment
    server->limit = limit;
    // ok: self-assignment
    limit = limit + 1;
}

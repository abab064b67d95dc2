void shift(char *line, size_t used, size_t left, char *other) {
    // ruleid: memcpy-overlap
    memcpy(line, line + used, left);
    // ruleid: memcpy-overlap
    memcpy(&line[2], &line[1], left);
    // ruleid: memcpy-overlap
    sprintf(line, "%s!", line);
    // ok: memcpy-overlap
    memmove(line, line + used, left);
    // ok: memcpy-overlap
    memcpy(line, other + used, left);
    // ok: memcpy-overlap
    sprintf(line, "%s!", other);
}

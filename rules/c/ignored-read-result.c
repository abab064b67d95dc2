int load(FILE *file, char *line, struct header *header) {
    // ruleid: ignored-read-result
    fread(header, sizeof(*header), 1, file);
    // ruleid: ignored-read-result
    fgets(line, 80, file);
    // ok: ignored-read-result
    if (fgets(line, 80, file) == NULL) return -1;
    // ok: ignored-read-result
    (void)fgets(line, 80, file);
    // ok: ignored-read-result
    while (fgets(line, 80, file)) parse(line);
    return header->size;
}

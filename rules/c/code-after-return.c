int finish(char *buffer, int status) {
    if (status) {
        // ruleid: code-after-return
        return status;
        free(buffer);
    }
    if (buffer == NULL) {
        // ruleid: code-after-return
        goto done;
        status = 1;
    }
    switch (status) {
    case 1:
        // ok: code-after-return
        return 1;
        break;
    }
    free(buffer);
    // ok: code-after-return
    return 0;
done:
    return status;
}

void *make(size_t width, size_t height, struct image *image) {
    // ruleid: calloc-overflow
    image->a = calloc(width * height, 4);
    // ruleid: calloc-overflow
    image->b = opj_calloc((image->layers + 1) * width, sizeof(short));
    // ok: calloc-overflow
    image->c = calloc(width, height);
    // ok: calloc-overflow
    image->d = calloc(width * 4, height);
    return image;
}
void *checked(size_t width, size_t height) {
    if (height != 0 && width > SIZE_MAX / height) return NULL;
    // ok: calloc-overflow
    return calloc(width * height, 4);
}

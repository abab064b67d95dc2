void run(struct queue *queue, int size) {
    int count = 0;
    if (size == 1) {
        // ruleid: endless-loop
        for (;;) count = (count + 1) % size;
    }
    if (size == 2) {
        // ruleid: endless-loop
        while (1) {
            count++;
            print_count(count);
        }
    }
    // ok: endless-loop
    while (1) {
        if (count++ > size) break;
    }
    // ok: endless-loop
    for (;;) {
        serve(accept(queue->socket, NULL, NULL));
    }
}

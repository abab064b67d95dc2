File::~File() {
    if (close(fd) != 0) {
        // ruleid: throw-in-destructor
        throw io_error("close");
    }
}
struct Guard {
    // ruleid: throw-in-destructor
    ~Guard() { if (held) throw lock_error(); }
};
Socket::~Socket() {
    try {
        // ok: throw-in-destructor
        if (close(fd) != 0) throw io_error("close");
    } catch (const io_error &) { log_error(); }
}
void File::shut() {
    // ok: throw-in-destructor
    if (close(fd) != 0) throw io_error("close");
}

Socket::Socket(int port) try : port_(port) {
    open();
} catch (const Error &e) {
    report(e);
}

int guarded() try {
    return 1;
} catch (...) {
    return 0;
}

// expect: Socket::Socket 1-5
// expect: guarded 7-11

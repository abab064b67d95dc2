void check(int size) {
    // ruleid: throw-new
    if (size > 10) throw new std::runtime_error("no room");
    // ruleid: throw-new
    if (size < 0) throw new Failure;
    // ok: throw-new
    if (size > 5) throw std::runtime_error("no room");
    // ok: throw-new
    Failure *failure = new Failure;
    failure->report();
}

void check(int index) {
    // ruleid: throw-generic
    if (index < 0) throw std::exception();
    // ruleid: throw-generic
    if (index > 9) throw "too large";
    // ok: throw-generic
    if (index > 5) throw std::range_error("too large");
    try { use(index); }
    // ok: throw-generic
    catch (...) { throw; }
}

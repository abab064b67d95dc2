void run() {
    try { load(); }
    // ruleid: catch-by-value
    catch (std::exception e) { deny(e.what()); }
    try { load(); }
    // ruleid: catch-by-value
    catch (io_error error) { deny(error.what()); }
    try { load(); }
    // ok: catch-by-value
    catch (const std::exception &e) { deny(e.what()); }
    try { load(); }
    // ok: catch-by-value
    catch (int code) { deny(code); }
}

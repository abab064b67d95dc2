bool load_all(Files &files) {
    bool loaded = false;
    try {
        files.load();
    }
    // ruleid: catch-all
    catch (...) {
        loaded = true;
    }
    try {
        files.load();
    }
    // ruleid: catch-all
    catch (const std::exception &) {
        loaded = true;
    }
    try {
        files.load();
    }
    // ok: catch-all
    catch (...) {
        files.clear();
        throw;
    }
    try {
        files.load();
    }
    // ok: catch-all
    catch (const file_error &error) {
        loaded = true;
    }
    return loaded;
}

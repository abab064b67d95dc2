bool check(Signature &signature) {
    try {
        signature.verify();
    }
    // ruleid: empty-catch
    catch (const crypto_error &) {
    }
    try { signature.verify(); }
    // ruleid: empty-catch
    catch (...) {}
    try { signature.verify(); }
    // ok: empty-catch
    catch (const crypto_error &) { return false; }
    try { signature.verify(); }
    // ok: empty-catch
    catch (const late &) { /* allowed until the end of the grace period */ }
    return true;
}

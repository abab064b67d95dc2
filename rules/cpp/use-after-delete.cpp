void walk(Node *node, int *values, Node *other)
{
    while (node) {
        // ruleid: use-after-delete
        delete node;
        node = node->next;
    }
    // ruleid: use-after-delete
    delete[] values;
    done();
    values[0] = 1;
    // ruleid: use-after-delete
    delete other;
    delete other;
}

void fine(Node *node, int *values, Node *other, bool failed)
{
    // ok: use-after-delete
    delete node;
    node = new Node();
    node->next = nullptr;
    if (failed) {
        // ok: use-after-delete
        delete other;
        return;
    }
    // ok: use-after-delete
    delete other;
    // ok: use-after-delete
    delete[] values;
    values = nullptr;
}

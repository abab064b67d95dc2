static void LIBXML_ATTR_FORMAT(3,0)
report(int code, int level, const char *format)
{
    BEGIN_REPORT(code)
    if (level)
        print(BAD_CAST format);
}

PyObject *
wrapped(PyObject *self ATTRIBUTE_UNUSED, PyObject *args) {
    return self;
}

static void
ATTRIBUTE_DESTRUCTOR
finish(void) {
    cleanup();
}

// expect: report 1-7
// expect: wrapped 9-12
// expect: finish 14-18

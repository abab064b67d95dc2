/* int in_a_comment(void) { */
const char *quoted = "int in_a_string(void) {";

int braces(void)
{
    puts("}}}{");
    /* } */
    // }
    return '{';
}

int after(void) { return '"'; }

// expect: braces 4-10
// expect: after 12-12

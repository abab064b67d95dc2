#include <cstdlib>
#include <string>

void wrong()
{
    char *name = new char[16];
    // ruleid: mismatched-delete
    delete name;
    int *one = new int(1);
    // ruleid: mismatched-delete
    delete[] one;
    char *copy = static_cast<char *>(malloc(16));
    // ruleid: mismatched-delete
    delete copy;
    auto user = new User();
    // ruleid: mismatched-delete
    std::free(user);
}

void right(char *given)
{
    char *name = new char[16];
    // ok: mismatched-delete
    delete[] name;
    int *one = new int(1);
    // ok: mismatched-delete
    delete one;
    char *copy = (char *)malloc(16);
    // ok: mismatched-delete
    free(copy);
    // ok: mismatched-delete
    delete[] given;
}

#include <stdlib.h>
#include <unistd.h>

int drop(uid_t user, gid_t group)
{
    // ruleid: unchecked-privilege-drop
    setgid(group);
    // ruleid: unchecked-privilege-drop
    (void)setuid(user);
    // ok: unchecked-privilege-drop
    if (setuid(user) != 0)
        abort();
    // ok: unchecked-privilege-drop
    int failed = seteuid(user);
    // ok: unchecked-privilege-drop
    return failed || setegid(group);
}

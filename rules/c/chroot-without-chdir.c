#include <unistd.h>

int jail(const char *root)
{
    // ruleid: chroot-without-chdir
    if (chroot(root) != 0)
        return -1;
    return setuid(1000);
}

void jail_hastily(const char *root)
{
    // ruleid: chroot-without-chdir
    (void)chroot(root);
}

int jail_well(const char *root)
{
    // ok: chroot-without-chdir
    if (chroot(root) != 0 || chdir("/") != 0)
        return -1;
    return 0;
}

int enter_first(const char *root)
{
    if (chdir(root) != 0)
        return -1;
    // ok: chroot-without-chdir
    return chroot(".");
}

#include <sys/stat.h>

void modes(const char *path, int fd, mode_t mode)
{
    // ruleid: permissive-mode
    chmod(path, 0777);
    // ruleid: permissive-mode
    fchmod(fd, S_IRUSR | S_IWOTH);
    // ruleid: permissive-mode
    mode_t old = umask(0);
    // ok: permissive-mode
    chmod(path, 0755);
    // ok: permissive-mode
    fchmod(fd, mode);
    // ok: permissive-mode
    umask(077);
    // ok: permissive-mode
    mkdir(path, 0777);
}

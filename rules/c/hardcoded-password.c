#include <string.h>

int login(struct account *account, const char *password, const char *command)
{
    // ruleid: hardcoded-password
    if (strcmp(password, "letmein") == 0)
        return 1;
    // ruleid: hardcoded-password
    const char *db_password = "hunter22";
    // ruleid: hardcoded-password
    account->api_key = "AKIA0123456789";
    // ok: hardcoded-password
    if (strcmp(password, "") == 0)
        return 0;
    // ok: hardcoded-password
    const char *passwd_file = "shadow";
    // ok: hardcoded-password
    if (strcmp(command, "password") == 0)
        return 2;
    // ok: hardcoded-password
    account->password = "%s";
    // ok: hardcoded-password
    return strcmp(password, account->password);
}

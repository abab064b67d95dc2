#include <stdarg.h>
#include <stdio.h>

void report(char *out, const char *user, int code)
{
    char message[128];
    // ruleid: sprintf-string
    sprintf(message, "no such user: %s", user);
    // ruleid: sprintf-string
    sprintf(message, "%d: %-10s", code, user);
    // ruleid: sprintf-string
    sprintf(message, "%s: %s", "error", user);
    // ruleid: sprintf-string
    sprintf(message, "%*s %s", code, "", user);
    // ruleid: sprintf-string
    sprintf(message, "%s", code ? user : "nobody");
    // ruleid: sprintf-string
    sprintf(message, code ? "%d" : "%d %s", code, user);
    // ok: sprintf-string
    sprintf(message, "%.2x%s", code, code == 9 ? "" : "-");
    // ok: sprintf-string
    sprintf(message, "%d %s", code, code ? (code > 0 ? "up" : "down") : NONE);
    // ok: sprintf-string
    sprintf(message, "%*d %s %.*s", 3, code, "of", 9, user);
    // ok: sprintf-string
    sprintf(message, "%d", code);
    // ok: sprintf-string
    sprintf(message, "%.20s", user);
    // ok: sprintf-string
    sprintf(message, "100%%s", code);
    // ok: sprintf-string
    sprintf(message, "%s", VERSION_STRING);
    // ok: sprintf-string
    snprintf(message, sizeof(message), "%s", user);
}

void log_it(char *out, const char *fmt, va_list args)
{
    // ruleid: sprintf-string
    vsprintf(out, fmt, args);
    // ruleid: sprintf-string
    vsprintf(out, "%d %s", args);
    // ok: sprintf-string
    vsprintf(out, "%d %.9s", args);
    // ok: sprintf-string
    vsnprintf(out, 100, fmt, args);
}

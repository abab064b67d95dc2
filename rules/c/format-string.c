#include <stdio.h>
#include <syslog.h>

void tell(FILE *log, const char *message, struct request *r, char **argv)
{
    char out[100];
    static const char usage[] = "usage: tool FILE\n";
    const char *banner = "hello\n";
    // ruleid: format-string
    printf(message);
    // ruleid: format-string
    fprintf(log, r->text);
    // ruleid: format-string
    snprintf(out, sizeof(out), argv[1]);
    // ruleid: format-string
    syslog(LOG_ERR, read_line(r));
    // ok: format-string
    printf(usage);
    // ok: format-string
    fprintf(log, banner);
    // ok: format-string
    printf(HELP_TEXT);
    // ok: format-string
    printf(_("done"));
    // ok: format-string
    fprintf(log, "%s", message);
    // ok: format-string
    fprintf(log, message, 1);
    // ok: format-string
    snprintf(out, sizeof(out), "plain");
}

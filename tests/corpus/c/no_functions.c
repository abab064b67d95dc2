#define SWAP(a, b) do { int t = a; a = b; b = t; } while (0)

struct point { int x, y; };

enum color { RED, GREEN };

static const struct option options[] = {
    { "help", 'h', { 1, 2 } },
    ENTRY(verbose) { "v" },
};

typedef int (*handler)(int);

extern int elsewhere(int a);

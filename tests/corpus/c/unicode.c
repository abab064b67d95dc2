/* naïve café ☕ */
const char *greeting(void)
{
    return "héllo 🌍";
}

int größe(void) { return 1; }

// expect: greeting 2-5
// expect: größe 7-7

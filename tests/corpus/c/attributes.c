__attribute__((noreturn)) void die(const char *message) __attribute__((cold));

__attribute__((noreturn)) void die(const char *message)
{
    exit(1);
}

__declspec(dllexport) int __stdcall api(void)
{
    return 0;
}

static int __init start(void)
{
    return 1;
}

static void WINAPI callback(int code)
{
}

CURLcode Curl_open(struct Curl_easy *data, int flags)
{
    return 0;
}

// expect: die 3-6
// expect: api 8-11
// expect: start 13-16
// expect: callback 18-20
// expect: Curl_open 22-25

#include <sstream>
#include <string>

const char *name(const std::string &folder, std::ostringstream &stream, int number)
{
    // ruleid: dangling-c-str
    const char *path = (folder + "/x").c_str();
    // ruleid: dangling-c-str
    const char *text = stream.str().c_str();
    // ruleid: dangling-c-str
    const auto digits = std::to_string(number).c_str();
    std::string local = folder;
    // ok: dangling-c-str
    const char *kept = local.c_str();
    // ok: dangling-c-str
    use(stream.str().c_str());
    // ok: dangling-c-str
    std::string copy = stream.str().c_str();
    if (number == 1)
        // ruleid: dangling-c-str
        return local.c_str();
    // ok: dangling-c-str
    return folder.c_str();
}

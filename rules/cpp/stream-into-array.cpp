void ask() {
    char name[10];
    wchar_t title[10];
    // ruleid: stream-into-array
    std::cin >> name;
    // ruleid: stream-into-array
    std::wcin >> title;
    // ok: stream-into-array
    std::string text;
    std::cin >> text;
}
void ask_width() {
    char name[10];
    std::cin.width(10);
    // ok: stream-into-array
    std::cin >> name;
}

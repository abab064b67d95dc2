namespace outer::inner {

int free_function(int a) { return a; }

namespace {
int hidden() { return 1; }
}

int Known::method(const std::string &text) const
{
    return text.size();
}

}

extern "C" {
int with_c_linkage(void) { return 1; }
}

extern "C" int also_c(void) { return 2; }

// expect: outer::inner::free_function 3-3
// expect: outer::inner::hidden 6-6
// expect: outer::inner::Known::method 9-12
// expect: with_c_linkage 17-17
// expect: also_c 20-20

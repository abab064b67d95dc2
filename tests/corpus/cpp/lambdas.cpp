int apply(std::vector<int> &all)
{
    auto twice = [](int x) { return x * 2; };
    std::sort(all.begin(), all.end(), [&](int a, int b) {
        return a < b;
    });
    return twice(all[0]);
}

auto at_file_level = [](int x) { return x; };

auto trailing(int a) -> int { return a; }

// expect: apply 1-8
// expect: trailing 12-12

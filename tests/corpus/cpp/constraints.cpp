template <typename T>
    requires std::integral<T>
constexpr T half(T x) noexcept(true)
{
    if constexpr (sizeof(T) == 1) {
        return x;
    } else {
        return x / 2;
    }
}

auto any(auto x) requires Small<decltype(x)> { return x; }

[[nodiscard]] inline int attributed() { return 1; }

// expect: half 3-10
// expect: any 12-12
// expect: attributed 14-14

bool operator==(const A &a, const A &b) { return a.x == b.x; }

A &A::operator+=(int n)
{
    x += n;
    return *this;
}

A::operator bool() const { return x != 0; }

struct B {
    int operator()(int a) { return a; }
    operator int() const { return 1; }
    int operator[](int i) { return i; }
};

void operator delete(void *p) noexcept { free(p); }

// expect: operator== 1-1
// expect: A::operator+= 3-7
// expect: A::operator bool 9-9
// expect: B::operator() 12-12
// expect: B::operator int 13-13
// expect: B::operator[] 14-14
// expect: operator delete 17-17

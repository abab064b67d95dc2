Stack::Stack(int size) : size_(size), items_{nullptr}
{
    grow();
}

Stack::~Stack() {}

template <typename T>
T Box<T>::get() const
{
    return value_;
}

template <>
int Box<int>::get() const { return 1; }

// expect: Stack::Stack 1-4
// expect: Stack::~Stack 6-6
// expect: Box<T>::get 9-12
// expect: Box<int>::get 15-15

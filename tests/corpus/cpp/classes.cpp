template <class T>
class Stack : public Base<T> {
public:
    Stack(int size) : size_(size), items_{new T[size]} {}
    ~Stack() { delete[] items_; }
    Stack(const Stack &) = default;
    Stack &operator=(const Stack &) = delete;

    void push(T item) override
    {
        struct Local {
            int inside() { return 1; }
        };
        items_[size_++] = item;
    }

    virtual int depth() const = 0;

    struct Node {
        Node *next() const noexcept { return next_; }
    };

private:
    T *items_;
};

// expect: Stack::Stack 4-4
// expect: Stack::~Stack 5-5
// expect: Stack::push 9-15
// expect: Stack::Node::next 20-20

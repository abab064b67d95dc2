class EXPORT_API Exported : public Base {
public:
    int value() const { return value_; }

private:
    int value_;
};

struct EXPORT_API Plain {
    int size() { return 1; }
};

EXPORT_API void exported(int a)
{
    use(a);
}

// expect: Exported::value 3-3
// expect: Plain::size 10-10
// expect: exported 13-16

class Window : public QWidget {
    Q_OBJECT
public:
    int width() const { return width_; }
public slots:
    void close()
    {
        if (open_) {
            hide();
        }
    }
};

int after() { return 1; }

// expect: Window::width 4-4
// expect: Window::close 6-11
// expect: after 14-14

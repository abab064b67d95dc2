package a.b;

public class Functions extends Base {
    private final Runnable field = () -> { run(); };

    public Functions(int x) {
        this.x = x;
    }

    @Override
    public int size() throws IOException {
        return list.stream().map(i -> i + 1).count();
    }

    abstract int declared();

    interface Inner {
        void declared();

        default int defined() { return 1; }
    }
}

// expect: Functions.Functions 6-8
// expect: Functions.size 10-13
// expect: Functions.Inner.defined 20-20

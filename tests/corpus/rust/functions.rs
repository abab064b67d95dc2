fn plain(a: &str) -> usize {
    let f = |x: usize| x + 1;
    f(a.len())
}

impl<T> Stack<T> {
    pub fn push(&mut self, item: T) {
        self.items.push(item);
    }
}

trait Shape {
    fn area(&self) -> f64;
    fn name(&self) -> String { String::new() }
}

mod inner {
    pub unsafe fn raw(p: *const u8) -> u8 {
        *p
    }
}

// expect: plain 1-4
// expect: Stack<T>::push 7-9
// expect: Shape::name 14-14
// expect: inner::raw 18-20

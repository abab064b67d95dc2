object Main {
  def run(x: Int): Int = {
    x + 1
  }
}

class Box {
  def get = 1
}

// expect: Main.run 2-4
// expect: Box.get 8-8

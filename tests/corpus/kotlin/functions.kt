class Repo {
    fun find(id: Int): String {
        return items[id]
    }
}

fun single() = 1

// expect: Repo.find 2-4
// expect: single 7-7

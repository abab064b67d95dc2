package main

func plain(a int) (int, error) {
	f := func(x int) int { return x }
	return f(a), nil
}

func (s *Server) Serve() {
}

func (l List[T]) Len() int { return 1 }

func implemented_in_assembly(a int) int

// expect: plain 3-6
// expect: Server.Serve 8-9
// expect: List[T].Len 11-11

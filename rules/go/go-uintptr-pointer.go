package sample

func field(header []byte, given uintptr) (a, b, c, d *uint32) {
	address := uintptr(unsafe.Pointer(&header[0]))
	// ruleid: go-uintptr-pointer
	a = (*uint32)(unsafe.Pointer(address + 4))
	// ruleid: go-uintptr-pointer
	b = (*uint32)(unsafe.Pointer(address))
	// ok: go-uintptr-pointer
	c = (*uint32)(unsafe.Pointer(uintptr(unsafe.Pointer(&header[0])) + 4))
	// ok: go-uintptr-pointer
	d = (*uint32)(unsafe.Add(unsafe.Pointer(&header[0]), 4))
	return a, b, c, d
}

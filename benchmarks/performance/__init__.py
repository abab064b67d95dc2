"""How fast vscan is, and at what cost of memory, beside its peers and the machine's own limits."""

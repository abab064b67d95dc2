"""What can be told of one C or C++ function's values and memory by following its paths."""

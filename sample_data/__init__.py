"""The sample bank: a small delivery checked by hand, and the generator of a large one."""

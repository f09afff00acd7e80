"""The tests of every room, each in its own package: tests.<room>.test_<subject>."""

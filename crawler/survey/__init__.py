"""Judging the pages of an unknown site: where its news stand, what its articles' addresses look like, how lists go on.

Everything here is pure, over pages that were fetched; ``explorer`` says which to fetch next.
"""

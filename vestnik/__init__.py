"""The ``vestnik`` command and its configuration file; the only place that wires the rooms together."""

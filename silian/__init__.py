"""四链: the operating platform of a science-and-technology bureau."""

__version__ = "0.1.0"

"""Recognize the text of scanned pages with the optional extra ``[ocr]``."""

from importlib.util import find_spec


def is_installed() -> bool:
    """Whether the extra ``[ocr]`` is there."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None

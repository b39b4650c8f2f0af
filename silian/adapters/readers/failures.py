"""What can go wrong when a file is read: one class a cause, each with a stable code."""

from silian.domain.kernel.errors import Kind, SilianError


class ReadFailure(SilianError):
    """A file could not be read. ``values`` always hold ``name``, the file's own name."""

    code = "readers.failed"
    kind = Kind.INVALID


class EmptyFile(ReadFailure):
    """The file has no bytes, or nothing in it that could be read."""

    code = "readers.empty"


class TruncatedFile(ReadFailure):
    """The file ends before its format says it may: a broken download or copy."""

    code = "readers.truncated"


class DamagedFile(ReadFailure):
    """The file has the marks of its format but its inside does not fit together."""

    code = "readers.damaged"


class EncryptedFile(ReadFailure):
    """The file is locked with a password."""

    code = "readers.encrypted"


class MislabelledFile(ReadFailure):
    """The file is something else than its extension says; ``found`` tells what."""

    code = "readers.mislabelled"


class UnsupportedFile(ReadFailure):
    """A format that is known and not read; ``found`` tells which."""

    code = "readers.unsupported"


class UndecodableText(ReadFailure):
    """No charset makes sense of the bytes."""

    code = "readers.undecodable"


class TooLarge(ReadFailure):
    """A limit was passed; ``limit`` names it, ``allowed`` and ``found`` tell by how much."""

    code = "readers.too_large"


class Bomb(ReadFailure):
    """The file is built to exhaust whoever opens it; ``reason`` tells how."""

    code = "readers.bomb"


class NoTextLayer(ReadFailure):
    """A PDF of pictures: there is no text to read without recognition."""

    code = "readers.no_text_layer"


class ReadTimeout(ReadFailure):
    """Reading took longer than it may."""

    code = "readers.timeout"


class ReaderCrashed(ReadFailure):
    """The reading process died; ``signal`` or ``status`` tell how."""

    code = "readers.crashed"


FAILURES: dict[str, type[ReadFailure]] = {
    failure.code: failure
    for failure in (
        ReadFailure,
        EmptyFile,
        TruncatedFile,
        DamagedFile,
        EncryptedFile,
        MislabelledFile,
        UnsupportedFile,
        UndecodableText,
        TooLarge,
        Bomb,
        NoTextLayer,
        ReadTimeout,
        ReaderCrashed,
    )
}

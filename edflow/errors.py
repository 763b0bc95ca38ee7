"""TensorFlow's error classes, so that `except tf.errors.OutOfRangeError` keeps working.

Errors at build time are plain `ValueError` and `TypeError`; what fails while a graph
runs is an `OpError` and knows the operation it came from.
"""

from typing import TYPE_CHECKING

from edflow import namespace

if TYPE_CHECKING:
    from edflow.engine.graph import Operation

OK = 0
CANCELLED = 1
UNKNOWN = 2
INVALID_ARGUMENT = 3
DEADLINE_EXCEEDED = 4
NOT_FOUND = 5
ALREADY_EXISTS = 6
PERMISSION_DENIED = 7
RESOURCE_EXHAUSTED = 8
FAILED_PRECONDITION = 9
ABORTED = 10
OUT_OF_RANGE = 11
UNIMPLEMENTED = 12
INTERNAL = 13
UNAVAILABLE = 14
DATA_LOSS = 15
UNAUTHENTICATED = 16


class OpError(Exception):
    """A failure of one operation while the graph runs.

    Args:
      node_def: the operation as TensorFlow's NodeDef, where there is one.
      op: the operation, or None if the failure belongs to no single one.
      message: what happened, in words.
      error_code: one of the integer codes of this module.
    """

    def __init__(
        self,
        node_def: object,
        op: "Operation | None",
        message: str,
        error_code: int = UNKNOWN,
    ):
        super().__init__(message)
        self.node_def = node_def
        self.op = op
        self.message = message
        self.error_code = error_code

    def __str__(self) -> str:
        return self.message


class _CodedError(OpError):
    """An `OpError` whose class settles the code."""

    code = UNKNOWN

    def __init__(self, node_def: object, op: "Operation | None", message: str):
        super().__init__(node_def, op, message, self.code)


class CancelledError(_CodedError):
    """The operation was cancelled, e.g. because its queue was closed."""

    code = CANCELLED


class UnknownError(_CodedError):
    """The operation failed for a reason that fits no other class."""

    code = UNKNOWN


class InvalidArgumentError(_CodedError):
    """The operation received a value it cannot work with."""

    code = INVALID_ARGUMENT


class DeadlineExceededError(_CodedError):
    """The time allowed for the operation ran out."""

    code = DEADLINE_EXCEEDED


class NotFoundError(_CodedError):
    """A file, directory or stored tensor does not exist."""

    code = NOT_FOUND


class AlreadyExistsError(_CodedError):
    """Something that was to be created is there already."""

    code = ALREADY_EXISTS


class PermissionDeniedError(_CodedError):
    """The caller may not do this, e.g. write to a read-only folder."""

    code = PERMISSION_DENIED


class ResourceExhaustedError(_CodedError):
    """Memory or another resource ran out."""

    code = RESOURCE_EXHAUSTED


class FailedPreconditionError(_CodedError):
    """The system is not ready, e.g. a variable is not initialized."""

    code = FAILED_PRECONDITION


class AbortedError(_CodedError):
    """The operation was aborted, usually by another that ran beside it."""

    code = ABORTED


class OutOfRangeError(_CodedError):
    """The input is used up: the end of a queue, a dataset or a file."""

    code = OUT_OF_RANGE


class UnimplementedError(_CodedError):
    """The operation exists but not for these types or on this device."""

    code = UNIMPLEMENTED


class InternalError(_CodedError):
    """Something inside the engine broke that should never break."""

    code = INTERNAL


class UnavailableError(_CodedError):
    """A service cannot be reached now."""

    code = UNAVAILABLE


class DataLossError(_CodedError):
    """Stored data is damaged: a checksum failed or a file ends too early."""

    code = DATA_LOSS


class UnauthenticatedError(_CodedError):
    """The request carries no valid credentials."""

    code = UNAUTHENTICATED


class OperatorNotAllowedInGraphError(TypeError):
    """A Python operator that needs a value met a tensor that has none yet."""


namespace.finish(__name__)

"""tf.linalg: linear algebra."""

from edflow.engine.ops.array.axes import matrix_transpose
from edflow.engine.ops.array.axes import matrix_transpose as transpose
from edflow.engine.ops.linalg.decomposing import cholesky, qr, svd
from edflow.engine.ops.linalg.decomposing import self_adjoint_eig as eigh
from edflow.engine.ops.linalg.decomposing import self_adjoint_eigvals as eigvalsh
from edflow.engine.ops.linalg.diagonals import diag as tensor_diag
from edflow.engine.ops.linalg.diagonals import diag_part as tensor_diag_part
from edflow.engine.ops.linalg.diagonals import matrix_band_part as band_part
from edflow.engine.ops.linalg.diagonals import matrix_diag as diag
from edflow.engine.ops.linalg.diagonals import matrix_diag_part as diag_part
from edflow.engine.ops.linalg.diagonals import matrix_set_diag as set_diag
from edflow.engine.ops.linalg.identities import eye, trace
from edflow.engine.ops.linalg.least_squares import cholesky_solve
from edflow.engine.ops.linalg.least_squares import matrix_solve_ls as lstsq
from edflow.engine.ops.linalg.norms import adjoint, cross, logdet, matvec, norm, pinv
from edflow.engine.ops.linalg.solving import matrix_determinant as det
from edflow.engine.ops.linalg.solving import matrix_inverse as inv
from edflow.engine.ops.linalg.solving import matrix_solve as solve
from edflow.engine.ops.linalg.solving import matrix_triangular_solve as triangular_solve
from edflow.engine.ops.linalg.solving import slogdet
from edflow.engine.ops.linalg.tensordot import tensordot
from edflow.engine.ops.math.einsum import einsum
from edflow.engine.ops.math.products import matmul
from edflow.engine.ops.nn.norms import l2_normalize

__all__ = [
    "adjoint",
    "band_part",
    "cholesky",
    "cholesky_solve",
    "cross",
    "det",
    "diag",
    "diag_part",
    "eigh",
    "eigvalsh",
    "einsum",
    "eye",
    "inv",
    "l2_normalize",
    "logdet",
    "lstsq",
    "matmul",
    "matrix_transpose",
    "matvec",
    "norm",
    "pinv",
    "qr",
    "set_diag",
    "slogdet",
    "solve",
    "svd",
    "tensor_diag",
    "tensor_diag_part",
    "tensordot",
    "trace",
    "transpose",
    "triangular_solve",
]

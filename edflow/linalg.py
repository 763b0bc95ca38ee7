"""tf.linalg: linear algebra."""

from edflow import namespace
from edflow.engine.ops.array import axes
from edflow.engine.ops.linalg import (
    decomposing,
    diagonals,
    least_squares,
    norms,
    solving,
)
from edflow.engine.ops.linalg.identities import *
from edflow.engine.ops.linalg.norms import *
from edflow.engine.ops.linalg.tensordot import *
from edflow.engine.ops.math import products
from edflow.engine.ops.math.einsum import *
from edflow.engine.ops.nn import norms as sizes

adjoint = norms.adjoint
band_part = diagonals.matrix_band_part
cholesky = decomposing.cholesky
cholesky_solve = least_squares.cholesky_solve
det = solving.matrix_determinant
diag = diagonals.matrix_diag
diag_part = diagonals.matrix_diag_part
eigh = decomposing.self_adjoint_eig
eigvalsh = decomposing.self_adjoint_eigvals
inv = solving.matrix_inverse
logdet = norms.logdet
l2_normalize = sizes.l2_normalize
lstsq = least_squares.matrix_solve_ls
matmul = products.matmul
matrix_transpose = transpose = axes.matrix_transpose
matvec = norms.matvec
pinv = norms.pinv
qr = decomposing.qr
set_diag = diagonals.matrix_set_diag
slogdet = solving.slogdet
solve = solving.matrix_solve
svd = decomposing.svd
tensor_diag = diagonals.diag
tensor_diag_part = diagonals.diag_part
triangular_solve = solving.matrix_triangular_solve

namespace.finish(__name__)

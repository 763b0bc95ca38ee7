"""Special functions, polynomials, complex numbers."""

from program import promises


def _positive(tf):
    return tf.constant([0.1, 0.7, 1.0, 2.5, 40.0])


def complex_numbers(tf):
    z = tf.complex([1.0, -2.0, 0.5], [0.5, 1.0, -2.0])
    return [
        z,
        tf.real(z),
        tf.imag(z),
        tf.conj(z),
        tf.abs(z),
        tf.angle(z),
        z * z,
        z / (z + 1),
        tf.exp(z),
        tf.sqrt(z),
        tf.square(z),
        tf.real([1.0]),
        tf.conj(tf.constant(1.0)),
    ]


def angles_of_real_numbers(tf):
    return tf.angle(tf.constant([1.0, -1.0, 0.0]))


@promises(rtol=2e-5)
def special_functions(tf):
    x = _positive(tf)
    return [
        tf.erf(x),
        tf.erfc(x[:4]),
        tf.lgamma(x),
        tf.digamma(x),
        tf.igamma(x, 1.5),
        tf.igammac(x, 1.5),
        tf.zeta(x + 1.5, 2.0),
        tf.polygamma(1.0, x),
        tf.betainc(x, 2.0, 0.3),
        tf.lbeta(x),
    ]


@promises(rtol=2e-5)
def newer_special_functions(tf):
    x, inside = _positive(tf)[:4], tf.constant([0.1, 0.5, 0.8])
    return [
        tf.math.erfinv(inside),
        tf.math.ndtri(inside),
        tf.math.bessel_i0(x),
        tf.math.bessel_i0e(x),
        tf.math.bessel_i1(x),
        tf.math.bessel_i1e(x),
        tf.math.xlogy([0.0, 2.0, 1.0], [0.0, 3.0, 0.5]),
        tf.math.xlog1py([0.0, 2.0, 1.0], [-1.0, 3.0, 0.5]),
        tf.math.xdivy([0.0, 2.0, 1.0], [0.0, 3.0, 0.5]),
        tf.math.nextafter(inside, 1.0),
    ]


@promises(nodes="outer")
def polynomials(tf):
    return tf.math.polyval([2.0, -1.0, 0.5], tf.constant([1.0, 2.0]))

"""Text sorted into buckets by a hash, the same on every machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import int64
from edflow.engine.graph import OpDef, Spec, Tensor
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.build import apply
from edflow.engine.ops.strings.elements import each, texts

__all__ = ["string_to_hash_bucket", "string_to_hash_bucket_fast"]

_MASK = (1 << 64) - 1
Pair = tuple[int, int]


def _word(data: bytes, at: int, size: int = 8) -> int:
    return int.from_bytes(data[at : at + size], "little")


# -- MurmurHash64A --------------------------------------------------------------------

_M = 0xC6A4A7935BD1E995
_SEED = 0xDECAFCAFFE  # TensorFlow's.


def murmur64(data: bytes) -> int:
    """Austin Appleby's MurmurHash64A with TensorFlow's seed."""
    h = _SEED ^ (len(data) * _M & _MASK)
    whole = len(data) // 8 * 8
    for at in range(0, whole, 8):
        k = _word(data, at) * _M & _MASK
        k = (k ^ k >> 47) * _M & _MASK
        h = (h ^ k) * _M & _MASK
    if whole < len(data):
        h = (h ^ _word(data, whole)) * _M & _MASK
    h = (h ^ h >> 47) * _M & _MASK
    return h ^ h >> 47


# -- FarmHash's Fingerprint64 ---------------------------------------------------------

_K0, _K1, _K2 = 0xC3A5C85C97CB3127, 0xB492B66FBE98F273, 0x9AE16A3B2F90404F


def _rotated(x: int, by: int) -> int:
    x &= _MASK
    return (x >> by | x << 64 - by) & _MASK


def _mixed(x: int) -> int:
    x &= _MASK
    return x ^ x >> 47


def _of_two(u: int, v: int, mul: int) -> int:
    """Two words made one."""
    a = _mixed((u ^ v) * mul)
    return _mixed((v ^ a) * mul) * mul & _MASK


def farm64(data: bytes) -> int:
    """Geoff Pike's FarmHash, the variant whose values never change (Fingerprint64)."""
    n = len(data)
    if n <= 16:
        return _up_to_16(data)
    if n <= 32:
        return _up_to_32(data)
    return _up_to_64(data) if n <= 64 else _longer(data)


def _up_to_16(data: bytes) -> int:
    n = len(data)
    mul = _K2 + 2 * n
    if n >= 8:
        a, b = _word(data, 0) + _K2, _word(data, n - 8)
        c = _rotated(b, 37) * mul + a
        return _of_two(c & _MASK, (_rotated(a, 25) + b) * mul & _MASK, mul)
    if n >= 4:
        return _of_two(n + (_word(data, 0, 4) << 3), _word(data, n - 4, 4), mul)
    if n == 0:
        return _K2
    y = data[0] + (data[n >> 1] << 8)
    z = n + (data[-1] << 2)
    return _mixed(y * _K2 & _MASK ^ z * _K0 & _MASK) * _K2 & _MASK


def _up_to_32(data: bytes) -> int:
    n = len(data)
    mul = _K2 + 2 * n
    a, b = _word(data, 0) * _K1, _word(data, 8)
    c, d = _word(data, n - 8) * mul, _word(data, n - 16) * _K2
    u = _rotated(a + b, 43) + _rotated(c, 30) + d
    return _of_two(u & _MASK, (a + _rotated(b + _K2, 18) + c) & _MASK, mul)


def _up_to_64(data: bytes) -> int:
    n = len(data)
    mul = _K2 + 2 * n
    a, b = _word(data, 0) * _K2, _word(data, 8)
    c, d = _word(data, n - 8) * mul, _word(data, n - 16) * _K2
    y = (_rotated(a + b, 43) + _rotated(c, 30) + d) & _MASK
    z = _of_two(y, (a + _rotated(b + _K2, 18) + c) & _MASK, mul)
    e, f = _word(data, 16) * mul, _word(data, 24)
    g, h = (y + _word(data, n - 32)) * mul, (z + _word(data, n - 24)) * mul
    u = _rotated(e + f, 43) + _rotated(g, 30) + h
    return _of_two(u & _MASK, (e + _rotated(f + a, 18) + g) & _MASK, mul)


def _weak(data: bytes, at: int, a: int, b: int) -> Pair:
    """32 bytes stirred into two words."""
    w, x, y, z = (_word(data, at + 8 * i) for i in range(4))
    a += w
    b = _rotated(b + a + z, 21)
    c = a
    a += x + y
    b += _rotated(a, 44)
    return (a + z) & _MASK, (b + c) & _MASK


class _State:
    """Seven words into which a long text is stirred, 64 bytes at a time."""

    def __init__(self, data: bytes):
        self.data = data
        self.x = (81 * _K2 + _word(data, 0)) & _MASK
        self.y = (81 * _K1 + 113) & _MASK
        self.z = _mixed(self.y * _K2 + 113) * _K2 & _MASK
        self.v: Pair = (0, 0)
        self.w: Pair = (0, 0)

    def stir(self, at: int, mul: int, weight: int = 1) -> None:
        data, v, w = self.data, self.v, self.w
        x = _rotated(self.x + self.y + v[0] + _word(data, at + 8), 37) * mul & _MASK
        y = _rotated(self.y + v[1] + _word(data, at + 48), 42) * mul & _MASK
        x ^= w[1] * weight & _MASK
        y = (y + v[0] * weight + _word(data, at + 40)) & _MASK
        z = _rotated(self.z + w[0], 33) * mul & _MASK
        self.v = _weak(data, at, v[1] * mul & _MASK, x + w[0])
        self.w = _weak(data, at + 32, z + w[1], y + _word(data, at + 16))
        self.x, self.y, self.z = z, y, x


def _longer(data: bytes) -> int:
    n = len(data)
    state = _State(data)
    for at in range(0, (n - 1) // 64 * 64, 64):
        state.stir(at, _K1)
    mul = _K1 + ((state.z & 0xFF) << 1)
    w = state.w[0] + (n - 1 & 63)
    v = (state.v[0] + w) & _MASK
    state.v, state.w = (v, state.v[1]), ((w + v) & _MASK, state.w[1])
    state.stir(n - 64, mul, weight=9)
    x, y, z, v2, w2 = state.x, state.y, state.z, state.v, state.w
    first = _of_two(v2[0], w2[0], mul) + _mixed(y) * _K0 + z
    return _of_two(first & _MASK, (_of_two(v2[1], w2[1], mul) + x) & _MASK, mul)


# -- operations -----------------------------------------------------------------------


class HashBucket(OpDef, abstract=True):
    """y = hash(x) modulo the number of buckets."""

    gives = "output:int64"
    num_buckets: int = 1
    digest: ClassVar[Callable[[bytes], int]]

    def infer(self, x: Spec) -> Spec:
        return Spec(x.shape, int64)

    def compute(self, x: Array) -> Array:
        digest, buckets = type(self).digest, self.num_buckets
        return each(lambda text: digest(text) % buckets, texts(x), dtype=np.int64)


class StringToHashBucket(HashBucket):
    """y = MurmurHash64A(x) modulo the number of buckets."""

    differentiable = False
    takes = "string_tensor:string"
    digest = staticmethod(murmur64)


class StringToHashBucketFast(HashBucket):
    """y = FarmHash Fingerprint64(x) modulo the number of buckets."""

    differentiable = False
    takes = "input:string"
    digest = staticmethod(farm64)


def string_to_hash_bucket(
    string_tensor: Any = None,
    num_buckets: int = 1,
    name: str | None = None,
    input: Any = None,
) -> Tensor:
    """For each text the number of a bucket, by an older hash; see the `_fast` one."""
    value = one_of(string_tensor=string_tensor, input=input)
    return apply(StringToHashBucket(int(num_buckets)), value, name=name)


def string_to_hash_bucket_fast(
    input: Any, num_buckets: int, name: str | None = None
) -> Tensor:
    """For each text the number of a bucket: equal texts always get the same.

    Args:
      input: texts.
      num_buckets: how many buckets there are.
      name: the operation's name.
    """
    return apply(StringToHashBucketFast(int(num_buckets)), input, name=name)

"""Compiling kernels with Numba, at the first call and not before.

Importing Numba costs 0.25 s and most programs call few of the kernels, so a kernel is a
thin object that compiles on demand.  This is the only module of edflow that imports
Numba; under ``NUMBA_DISABLE_JIT=1`` every kernel runs as the plain Python it is written
in.
"""

import functools
import hashlib
import inspect
import threading
import types
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, overload


def prange(*bounds: int) -> range:
    """`range`, its turns shared among the cores in a ``@jit(parallel=True)``."""
    return range(*bounds)


_linking = threading.RLock()


class Kernel:
    """A function on arrays, compiled at its first call.

    One kernel may call another by name, from the same file or imported from another.
    """

    def __init__(self, function: Callable[..., Any], options: dict[str, Any]) -> None:
        functools.update_wrapper(self, function)
        self.function = function
        self.options = options
        self._call: Callable[..., Any] | None = None

    def __call__(self, *args: Any) -> Any:
        """Run on these arguments, compiled first if their types are new."""
        return (self._call or self._ready())(*args)

    def __repr__(self) -> str:
        return f"<kernel {self.function.__module__}.{self.function.__qualname__}>"

    @functools.cached_property
    def compiled(self) -> Callable[..., Any]:
        """Numba's dispatcher for this kernel; the plain function where JIT is off."""
        import numba

        function = self._linked(numba.prange)
        dispatcher = numba.njit(error_model="numpy", **self.options)(function)
        if dispatcher is not function:
            try:
                dispatcher.enable_caching()
            except RuntimeError:
                pass  # No writable cache directory: compile once a process instead.
        return dispatcher

    @functools.cached_property
    def sources(self) -> frozenset[str]:
        """The files whose text decides what this kernel computes."""
        own = frozenset([self.function.__code__.co_filename])
        return own.union(*(kernel.sources for kernel in self._callees().values()))

    def _callees(self) -> dict[str, "Kernel"]:
        scope = self.function.__globals__
        names = self.function.__code__.co_names
        return {n: scope[n] for n in names if isinstance(scope.get(n), Kernel)}

    def _linked(self, numba_prange: Any) -> Callable[..., Any]:
        """The function as Numba must see it: real dispatchers, the real ``prange``."""
        old = self.function
        scope = dict(old.__globals__)
        scope |= {name: kernel.compiled for name, kernel in self._callees().items()}
        scope |= {name: numba_prange for name in scope if scope[name] is prange}
        new = types.FunctionType(
            old.__code__, scope, old.__name__, old.__defaults__, old.__closure__
        )
        # Numba stamps a cached kernel with the text of its own file only.  The name
        # carries the text of the others, so that an edit there is never overlooked.
        new.__qualname__ = old.__qualname__
        if others := sorted(self.sources - {old.__code__.co_filename}):
            text = b"".join(Path(source).read_bytes() for source in others)
            new.__qualname__ += "-" + hashlib.sha256(text).hexdigest()[:12]
        return new

    def _ready(self) -> Callable[..., Any]:
        with _linking:  # Threads that meet at a first call share one dispatcher.
            call = self.compiled
        if self.options.get("parallel") and call is not self.function:
            return self._first_parallel
        self._call = call
        return call

    def _first_parallel(self, *args: Any) -> Any:
        """Call under the lock until it is known that the threads need none."""
        with _one_at_a_time:
            result = self.compiled(*args)
            layer = _threading_layer()
        if layer not in (None, "workqueue"):
            self._call = self.compiled
        return result


class Emitted(Kernel):
    """A kernel whose machine code is spelled out, to be called by other kernels.

    ``emit(build, *arguments)`` writes it with llvmlite's builder; arrays arrive as
    pointers to their first element.  The function says in Python what is computed.
    """

    def __init__(
        self, function: Callable[..., None], emit: Callable[..., None]
    ) -> None:
        super().__init__(function, {})
        self.emit = emit

    @functools.cached_property
    def compiled(self) -> Callable[..., Any]:
        """What other kernels call: Numba's "intrinsic"."""
        import numba
        from numba.extending import intrinsic

        def typed(_context: Any, *kinds: Any) -> Any:
            def generate(context: Any, build: Any, signature: Any, values: Any) -> Any:
                given = [
                    context.make_array(kind)(context, build, value).data
                    if isinstance(kind, numba.types.Array)
                    else value
                    for kind, value in zip(signature.args, values, strict=True)
                ]
                self.emit(build, *given)
                return context.get_dummy_value()

            return numba.types.void(*kinds), generate

        # Numba matches arguments with the parameters it is shown, context first.
        own = inspect.signature(self.function)
        context = inspect.Parameter("_context", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        shown = own.replace(parameters=[context, *own.parameters.values()])
        typed.__signature__ = shown  # pyright: ignore[reportFunctionMemberAccess]
        off = numba.njit(self.function) is self.function
        return self.function if off else intrinsic(typed)


def emitted(
    emit: Callable[..., None],
) -> Callable[[Callable[..., None]], Emitted]:
    """Decorate what ``emit`` spells out."""
    return lambda function: Emitted(function, emit)


def register_bytes() -> int:
    """How wide this machine's vector registers are."""
    from llvmlite import binding

    features = binding.get_host_cpu_features()
    return 64 if features.get("avx512f") else 32 if features.get("avx") else 16


# Numba's "workqueue" layer aborts the process when two Python threads run parallel
# kernels at once; which layer it is shows only after the first parallel kernel.
_one_at_a_time = threading.RLock()


@overload
def jit(function: Callable[..., Any], /) -> Kernel: ...
@overload
def jit(**options: Any) -> Callable[[Callable[..., Any]], Kernel]: ...
def jit(function: Callable[..., Any] | None = None, /, **options: Any) -> Any:
    """Decorate a kernel, bare or with options of ``numba.njit``.

    ``cache=True`` wherever a directory can be written and ``error_model="numpy"`` are
    always set: a loop with a checked division does not vectorise.

    >>> @jit
    ... def double(x):
    ...     return x + x
    >>> double(21)
    42
    """
    if function is None:
        return lambda function: Kernel(function, options)
    return Kernel(function, options)


@dataclass(frozen=True)
class Threads:
    """What parallel kernels run on, for ``edflow doctor``."""

    layer: str | None
    """``omp``, ``tbb`` or ``workqueue``; None where there is none."""
    count: int
    """How many threads one parallel kernel uses."""
    cache: str | None
    """The directory of the compiled kernels; None where none can be written."""
    compiling: bool
    """False under ``NUMBA_DISABLE_JIT=1``: kernels run as plain Python."""


def threads() -> Threads:
    """Report how kernels run here; starts the threads to learn which kind they are."""
    _count(1)
    stats = getattr(_count.compiled, "stats", None)  # A plain function has none.
    return Threads(
        layer=_threading_layer(),
        count=thread_count(),
        cache=stats and stats.cache_path,
        compiling=stats is not None,
    )


@jit(parallel=True)
def _count(n: int) -> int:  # The smallest parallel kernel.
    total = 0
    for _ in prange(n):
        total += 1
    return total


def thread_count() -> int:
    """How many threads one parallel kernel uses."""
    import numba

    return numba.get_num_threads()


def _threading_layer() -> str | None:
    import numba

    try:
        return numba.threading_layer()
    except ValueError:  # No parallel kernel has run yet.
        return None

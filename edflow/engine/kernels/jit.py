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
        return self._dispatcher()

    @functools.cached_property
    def inner(self) -> Callable[..., Any]:
        """The same for calls from other kernels, with no door to Python.

        The doors of all inner kernels took a tenth of what an LSTM takes to compile.
        """
        return self._dispatcher("-inner", no_cpython_wrapper=True)

    def _dispatcher(self, mark: str = "", **options: Any) -> Callable[..., Any]:
        import numba

        function = self._linked()
        function.__qualname__ += mark  # Or the cache would give one for the other.
        options |= {"error_model": "numpy", "no_cfunc_wrapper": True, **self.options}
        dispatcher = numba.njit(**options)(function)
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

    def _linked(self) -> Callable[..., Any]:
        """The function as Numba must see it: with dispatchers for the kernels."""
        old = self.function
        scope = dict(old.__globals__)
        scope |= {name: kernel.inner for name, kernel in self._callees().items()}
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
            self._call = self.compiled
        return self._call


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
    def inner(self) -> Callable[..., Any]:
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
        typed.__signature__ = shown
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
class Compiling:
    """How kernels run here, for ``edflow doctor``."""

    on: bool
    """False under ``NUMBA_DISABLE_JIT=1``: kernels run as plain Python."""
    cache: str | None
    """The directory of the compiled kernels; None where none can be written."""


def compiling() -> Compiling:
    """Find out how kernels run here."""
    stats = getattr(_smallest.compiled, "stats", None)  # A plain function has none.
    return Compiling(stats is not None, stats and stats.cache_path)


@jit
def _smallest() -> None:
    """What `compiling` looks at."""

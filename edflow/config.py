"""Options for sessions and runs: `tf.ConfigProto` and what belongs to it.

TensorFlow's are protocol buffers; these are plain classes with the same fields, which
refuse a misspelt name or a value of the wrong kind. edflow runs on the CPU: options for
other devices are kept, shown, and change nothing.
"""

from __future__ import annotations

import copy
from typing import Any

__all__ = [
    "ConfigProto", "GPUOptions", "GraphOptions", "OptimizerOptions", "RunMetadata",
    "RunOptions",
]  # fmt: skip


class Options:
    """Fields with defaults, given by the class's own annotated attributes."""

    def __init__(self, **fields: Any):
        for name in self.fields():
            object.__setattr__(self, name, copy.deepcopy(getattr(type(self), name)))
        for name, value in fields.items():
            setattr(self, name, value)

    @classmethod
    def fields(cls) -> tuple[str, ...]:
        """The names of the fields."""
        return tuple(cls.__annotations__)

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in self.fields():
            raise AttributeError(
                f"{type(self).__name__} has no field {name!r}; it has "
                + ", ".join(self.fields())
            )
        object.__setattr__(self, name, self._checked(name, value))

    def _checked(self, name: str, value: Any) -> Any:
        """`value` as the field's type; TypeError if it is of another kind."""
        kind = type(getattr(type(self), name))
        accepted = {
            float: (float, int),
            int: int,
            bool: (bool, int),
            list: (list, tuple),
        }
        if not isinstance(value, accepted.get(kind, kind)):
            raise TypeError(
                f"{type(self).__name__}.{name} must be a {kind.__name__}, not {value!r}"
            )
        return value if isinstance(value, Options) else kind(value)

    def CopyFrom(self, other: Any) -> None:
        """Take over all fields of `other`, which is of the same class."""
        self.__init__(**copy.deepcopy(vars(other)))

    def HasField(self, name: str) -> bool:
        """Whether the field differs from its default."""
        return getattr(self, name) != getattr(type(self), name)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]  (as the data model has it)

    def __repr__(self) -> str:
        set_fields = (
            f"{name}={getattr(self, name)!r}"
            for name in self.fields()
            if self.HasField(name)
        )
        return f"{type(self).__name__}({', '.join(set_fields)})"


class GPUOptions(Options):
    """Options for graphics cards: accepted, without effect."""

    per_process_gpu_memory_fraction: float = 0.0
    allow_growth: bool = False
    allocator_type: str = ""
    deferred_deletion_bytes: int = 0
    visible_device_list: str = ""
    polling_active_delay_usecs: int = 0
    polling_inactive_delay_msecs: int = 0
    force_gpu_compatible: bool = False


class OptimizerOptions(Options):
    """How TensorFlow rewrites a graph before it runs: accepted, without effect."""

    L1, L0 = 0, -1
    DEFAULT, OFF, ON_1, ON_2 = 0, -1, 1, 2

    do_common_subexpression_elimination: bool = False
    do_constant_folding: bool = False
    max_folded_constant_in_bytes: int = 0
    do_function_inlining: bool = False
    opt_level: int = 0
    global_jit_level: int = 0
    cpu_global_jit: bool = False


class GraphOptions(Options):
    """Options for how a graph is run: accepted, without effect."""

    enable_recv_scheduling: bool = False
    optimizer_options: OptimizerOptions = OptimizerOptions()
    build_cost_model: int = 0
    build_cost_model_after: int = 0
    infer_shapes: bool = False
    place_pruned_graph: bool = False
    enable_bfloat16_sendrecv: bool = False
    timeline_step: int = 0


class ConfigProto(Options):
    """Options for a session: `tf.Session(config=tf.ConfigProto(…))`.

    >>> import edflow as tf
    >>> config = tf.ConfigProto(allow_soft_placement=True)
    >>> config.gpu_options.allow_growth = True
    >>> config
    ConfigProto(gpu_options=GPUOptions(allow_growth=True), allow_soft_placement=True)
    """

    device_count: dict = {}  # noqa: RUF012 (a default, copied for each object)
    intra_op_parallelism_threads: int = 0
    inter_op_parallelism_threads: int = 0
    use_per_session_threads: bool = False
    placement_period: int = 0
    device_filters: list = []  # noqa: RUF012 (a default, copied for each object)
    gpu_options: GPUOptions = GPUOptions()
    allow_soft_placement: bool = False
    log_device_placement: bool = False
    graph_options: GraphOptions = GraphOptions()
    operation_timeout_in_ms: int = 0
    isolate_session_state: bool = False
    share_cluster_devices_in_session: bool = False


class RunOptions(Options):
    """Options for one run: `session.run(…, options=tf.RunOptions(…))`."""

    NO_TRACE, SOFTWARE_TRACE, HARDWARE_TRACE, FULL_TRACE = 0, 1, 2, 3

    trace_level: int = 0
    timeout_in_ms: int = 0
    inter_op_thread_pool: int = 0
    output_partition_graphs: bool = False
    report_tensor_allocations_upon_oom: bool = False


class RunMetadata(Options):
    """What one run tells about itself, filled in by `session.run(run_metadata=…)`."""

    step_stats: list = []  # noqa: RUF012 (a default, copied for each object)
    partition_graphs: list = []  # noqa: RUF012 (a default, copied for each object)

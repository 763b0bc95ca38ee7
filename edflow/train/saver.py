"""tf.train.Saver: the values of variables to files, and back."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from edflow.engine.face.shapes import is_full
from edflow.engine.graph import Graph, Tensor, name_scope
from edflow.engine.ops.array.identity import placeholder_with_default
from edflow.engine.ops.array.shape import reshape, shape
from edflow.engine.ops.grouping import group, with_dependencies
from edflow.engine.ops.state.variable import assign
from edflow.errors import NotFoundError
from edflow.files.bundle import index_path
from edflow.files.checkpoint_state import update_checkpoint_state
from edflow.files.checkpoints import (
    checkpoint_exists,
    get_checkpoint_mtimes,
    remove_checkpoint,
)
from edflow.files.metagraph import meta_graph_def
from edflow.files.ops import restore_v2, save_v2
from edflow.files.replacing import replacing
from edflow.train.global_step import global_step as read_global_step
from edflow.train.saveables import all_saveable, variables_by_name

__all__ = ["Saver", "SaverDef"]

_log = logging.getLogger("tensorflow")


@dataclass
class SaverDef:
    """The names by which a saver finds its operations in the graph, and its habits."""

    V1: ClassVar[int] = 1
    V2: ClassVar[int] = 2

    filename_tensor_name: str = ""
    save_tensor_name: str = ""
    restore_op_name: str = ""
    max_to_keep: int = 0
    sharded: bool = False
    keep_checkpoint_every_n_hours: float = 0.0
    version: int = V2


class Saver:
    """Saves variables of a session to checkpoints, and restores them.

    Creating one adds operations to the graph, in the name scope `save`: variables that
    are created later are not in it.

    Args:
      var_list: the variables: a list, or a dict from names in the checkpoint to
        variables. By default all global variables.
      reshape: let a variable take a tensor of another shape with as many elements.
      sharded: accepted: there is one device, so there is one shard.
      max_to_keep: how many checkpoints to keep; older ones are deleted. None or 0: all.
      keep_checkpoint_every_n_hours: besides, keep one for good so often.
      name: the name scope, `save` by default.
      restore_sequentially: accepted.
      saver_def: the names of operations that are in the graph already.
      builder: accepted.
      defer_build: add the operations only when `build` is called.
      allow_empty: without variables, do nothing instead of failing.
      write_version: `SaverDef.V2`, the one format there is.
      pad_step_number: write the global step in 8 digits.
      save_relative_paths: write relative paths into the file `checkpoint`, so that the
        directory can be moved.
      filename: a default for the path, if the operations are run by hand.

    Raises:
      ValueError: no variables; two of one name; one variable under two names.
      TypeError: `var_list` holds what is no variable.

    >>> import tempfile, edflow as tf
    >>> w = tf.Variable([1.0, 2.0], name="w")
    >>> saver = tf.train.Saver()
    >>> with tempfile.TemporaryDirectory() as folder, tf.Session() as session:
    ...     session.run(w.initializer)
    ...     path = saver.save(session, folder + "/model", global_step=10)
    ...     session.run(w.assign([0.0, 0.0]))
    ...     saver.restore(session, path)
    ...     print(session.run(w), path.removeprefix(folder))
    array([0., 0.], dtype=float32)
    [1. 2.] /model-10
    """

    def __init__(
        self,
        var_list: Any = None,
        reshape: bool = False,
        sharded: bool = False,
        max_to_keep: int | None = 5,
        keep_checkpoint_every_n_hours: float = 10000.0,
        name: str | None = None,
        restore_sequentially: bool = False,
        saver_def: SaverDef | None = None,
        builder: Any = None,
        defer_build: bool = False,
        allow_empty: bool = False,
        write_version: int = SaverDef.V2,
        pad_step_number: bool = False,
        save_relative_paths: bool = False,
        filename: str | None = None,
    ):
        if defer_build and var_list:
            raise ValueError(
                "with defer_build=True the variables are looked up when build() is "
                "called, so var_list cannot be given; leave out one of them"
            )
        if write_version != SaverDef.V2:
            raise ValueError(
                f"write_version {write_version} is TensorFlow's old format; leave it "
                "out to write the newer one (tf.train.SaverDef.V2)"
            )
        self._var_list = var_list
        self._reshape = reshape
        self._name = name
        self._allow_empty = allow_empty
        self._pad_step_number = pad_step_number
        self._save_relative_paths = save_relative_paths
        self._filename = filename or "model"
        self._habits = (max_to_keep or 0, sharded, keep_checkpoint_every_n_hours)
        self.saver_def = saver_def
        self._is_built = False
        self._told_of_meta_graph = False
        self._last_checkpoints: list[tuple[str, float]] = []
        self._to_be_deleted: list[tuple[str, float]] = []
        if not defer_build:
            self.build()

    # -- the graph --------------------------------------------------------------------

    def build(self) -> None:
        """Add the operations to the graph, unless they are there."""
        if self._is_built:
            return
        self._is_built = True
        if self.saver_def is None:
            if self._var_list is None:
                self._var_list = all_saveable()
            if not self._var_list and self._allow_empty:
                return
            self.saver_def = self._build(variables_by_name(self._var_list))
        elif self._name:
            for key in ("filename_tensor_name", "save_tensor_name", "restore_op_name"):
                name = f"{self._name}/{getattr(self.saver_def, key)}"
                setattr(self.saver_def, key, name)
        hours = self.saver_def.keep_checkpoint_every_n_hours
        self._next_checkpoint_time = time.time() + hours * 3600

    def _build(self, variables: Mapping[str, Tensor]) -> SaverDef:
        names, refs = list(variables), list(variables.values())
        with name_scope(self._name, "save", refs):
            path = placeholder_with_default(self._filename, [], "filename")
            path = placeholder_with_default(path, [], "Const")
            saved = with_dependencies(
                [save_v2(path, names, refs)], path, "control_dependency"
            )
            values = restore_v2(path, names, [ref.dtype for ref in refs])
            assigns = map(self._assign, refs, values)
            restored = group(*assigns, name="restore_all")
        return SaverDef(path.name, saved.name, restored.name, *self._habits)

    def _assign(self, ref: Tensor, value: Tensor) -> Tensor:
        known = is_full(ref.spec.shape)
        if not self._reshape:
            return assign(ref, value, validate_shape=known)
        sizes = np.array(ref.spec.shape, np.int32) if known else shape(ref)
        return assign(ref, reshape(value, sizes), validate_shape=False)

    def as_saver_def(self) -> SaverDef | None:
        return self.saver_def

    def to_proto(self) -> SaverDef | None:
        return self.saver_def

    # -- saving -----------------------------------------------------------------------

    def save(
        self,
        sess: Any,
        save_path: str | os.PathLike[str],
        global_step: Any = None,
        latest_filename: str | None = None,
        meta_graph_suffix: str = "meta",
        write_meta_graph: bool = True,
        write_state: bool = True,
        strip_default_attrs: bool = False,
        save_debug_info: bool = False,
    ) -> str | None:
        """Write a checkpoint of what the variables hold in a session.

        Whatever stops it, the last checkpoint stays whole, also one of the same path.

        Args:
          sess: the session.
          save_path: the path of the files without their extensions.
          global_step: a number to append to it: an integer, or the tensor, variable or
            name of one.
          latest_filename: the name of the file that says which checkpoint is the
            latest, `checkpoint` by default.
          meta_graph_suffix: the extension of the file with the graph.
          write_meta_graph: also write the graph, for `tf.train.import_meta_graph`. Of
            one that cannot be written, with ops of edflow's own, only the log tells.
          write_state: also bring the file `checkpoint` up to date, and delete what is
            beyond `max_to_keep`.
          strip_default_attrs, save_debug_info: accepted.

        Returns:
          The path with the step appended: what `restore` takes. None if there are no
          variables.

        Raises:
          FailedPreconditionError: a variable is not initialized.
          ValueError: `latest_filename` is a path, or directories are missing; if it is
            only the last, it is made.
        """
        if not self._is_built:
            raise RuntimeError("with defer_build=True, call build() before saving")
        state_name = latest_filename or "checkpoint"
        if os.sep in state_name:
            raise ValueError(
                f"latest_filename is {state_name!r}, but it is a file beside the "
                "checkpoints; give its name without a path"
            )
        if not hasattr(sess, "run"):
            raise TypeError(f"sess must be a tf.Session, not {sess!r}")
        save_path = os.fspath(save_path)
        prefix = self._numbered(sess, save_path, global_step)
        if Path(index_path(prefix)).name == index_path(state_name):
            raise ValueError(
                f"save_path {save_path!r} has the name of the file that lists the "
                "checkpoints; choose another, e.g. model.ckpt"
            )
        if self.saver_def is None:
            return None
        directory = Path(index_path(save_path)).parent
        fed = {self.saver_def.filename_tensor_name: prefix}
        try:
            fetched = sess.run(self.saver_def.save_tensor_name, fed)
        except NotFoundError:
            if directory.is_dir():
                raise
            raise ValueError(
                f"Parent directory of {save_path} doesn't exist, can't save; create "
                f'it first: os.makedirs("{directory}")'
            ) from None
        prefix = os.fsdecode(fetched)
        if write_state:
            self._record(prefix)
            update_checkpoint_state(
                directory,
                prefix,
                self.last_checkpoints,
                latest_filename,
                save_relative_paths=self._save_relative_paths,
            )
            self._delete_one(meta_graph_suffix)
        if write_meta_graph:
            self._write_meta_graph(sess.graph, f"{prefix}.{meta_graph_suffix}")
        return prefix

    def export_meta_graph(
        self,
        filename: str | os.PathLike[str] | None = None,
        collection_list: Sequence[str] | None = None,
        as_text: bool = False,
        export_scope: str | None = None,
        clear_devices: bool = False,
        clear_extraneous_savers: bool = False,
        strip_default_attrs: bool = False,
        save_debug_info: bool = False,
    ) -> Any:
        """The default graph and this saver: see `tf.train.export_meta_graph`."""
        from edflow.train.meta_graphs import export_meta_graph

        return export_meta_graph(
            filename,
            saver_def=self.saver_def,
            collection_list=collection_list,
            as_text=as_text,
            export_scope=export_scope,
            clear_devices=clear_devices,
        )

    def _numbered(self, sess: Any, save_path: str, step: Any) -> str:
        if step is None:
            return save_path
        if not isinstance(step, int | np.integer):
            step = read_global_step(sess, step)
        return (
            f"{save_path}-{step:08d}"
            if self._pad_step_number
            else f"{save_path}-{step}"
        )

    def _write_meta_graph(self, graph: Graph, path: str) -> None:
        try:
            content = meta_graph_def(graph, self.saver_def)
        except Exception as error:  # The values are safe already, and training goes on.
            if not self._told_of_meta_graph:
                _log.warning("%s is not written: %s", path, error)
            self._told_of_meta_graph = True
            return
        with replacing(path) as file:
            file.write(content.SerializeToString(deterministic=True))

    def _record(self, prefix: str) -> None:
        assert self.saver_def is not None
        if not self.saver_def.max_to_keep:
            return
        kept = [pair for pair in self._last_checkpoints if pair[0] != prefix]
        self._last_checkpoints = [*kept, (prefix, time.time())]
        if len(self._last_checkpoints) > self.saver_def.max_to_keep:
            self._to_be_deleted.append(self._last_checkpoints.pop(0))

    def _delete_one(self, meta_graph_suffix: str) -> None:
        if not self._to_be_deleted:
            return
        assert self.saver_def is not None
        prefix, written = self._to_be_deleted.pop(0)
        if written > self._next_checkpoint_time:
            hours = self.saver_def.keep_checkpoint_every_n_hours
            self._next_checkpoint_time += hours * 3600
            return
        try:
            remove_checkpoint(prefix, meta_graph_suffix=meta_graph_suffix)
        except OSError as error:
            _log.warning("the old checkpoint %s is not deleted: %s", prefix, error)

    # -- restoring --------------------------------------------------------------------

    def restore(self, sess: Any, save_path: str | os.PathLike[str]) -> None:
        """Set the variables in a session to what a checkpoint holds.

        They need not be initialized before. All is read and verified first: either
        every variable is restored, or none.

        Args:
          sess: the session.
          save_path: what `save` or `tf.train.latest_checkpoint` returned.

        Raises:
          ValueError: there is no such checkpoint.
          NotFoundError: it has no tensor for some of the variables.
          InvalidArgumentError: a shape or dtype in it is not the variable's.
          DataLossError: its files are damaged.
        """
        if self.saver_def is None:
            return
        if save_path is None:
            raise ValueError(
                "can't restore from save_path None: tf.train.latest_checkpoint found "
                "no checkpoint, so train and save one first"
            )
        prefix = os.fspath(save_path)
        if not checkpoint_exists(prefix):
            raise ValueError(
                f"The passed save_path is not a valid checkpoint: {prefix}; there is "
                f"no file {prefix}.index"
            )
        _log.info("Restoring parameters from %s", prefix)
        sess.run(
            self.saver_def.restore_op_name,
            {self.saver_def.filename_tensor_name: prefix},
        )

    # -- the checkpoints it knows -----------------------------------------------------

    @property
    def last_checkpoints(self) -> list[str]:
        """The checkpoints not yet deleted, oldest first."""
        return [prefix for prefix, _ in self._last_checkpoints]

    def set_last_checkpoints(self, last_checkpoints: Sequence[str]) -> None:
        """Take over checkpoints of an earlier program; they count for `max_to_keep`."""
        self._last_checkpoints = [(prefix, np.inf) for prefix in last_checkpoints]

    def set_last_checkpoints_with_time(
        self, last_checkpoints_with_time: Sequence[tuple[str, float]]
    ) -> None:
        """Take over checkpoints together with the times at which they were written."""
        self._last_checkpoints = list(last_checkpoints_with_time)

    def recover_last_checkpoints(self, checkpoint_paths: Iterable[str]) -> None:
        """Take over those of the checkpoints that are still there."""
        found = [(path, get_checkpoint_mtimes([path])) for path in checkpoint_paths]
        self._last_checkpoints = [(path, times[0]) for path, times in found if times]

"""From fetch to values: plan, passes, program, session."""

from edflow.engine.runtime.executor import Executor
from edflow.engine.runtime.observe import Observer
from edflow.engine.runtime.plan import Plan, make_plan
from edflow.engine.runtime.session import (
    InteractiveSession,
    Session,
    get_default_session,
)

__all__ = [
    "Executor",
    "InteractiveSession",
    "Observer",
    "Plan",
    "Session",
    "get_default_session",
    "make_plan",
]

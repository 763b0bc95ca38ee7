"""What the picture of an LSTM's gates says."""

from __future__ import annotations

import numpy as np

from edflow.view.recurrent.data import GATES, OPEN, SHUT, Trace
from edflow.view.style import MINUS, rounded, shortened
from edflow.view.table import Table


def at(data: Trace, step: int) -> str:
    """A step with its token: `7 "o"`, or its number alone."""
    token = data.tokens[step]
    return str(step) if token == str(step) else f"{step} “{shortened(token, 8)}”"


def finding(data: Trace) -> str:
    """The picture in one sentence."""
    lengths, steps = data.half_lives, len(data.tokens)
    longest = int(np.argmax(lengths))
    name = shortened(data.name, 36)
    lasting = _lasting(float(np.median(lengths)), steps)
    if data.units == 1:
        return f"{name}, one unit: half of a memory lasts {lasting}"
    said = f"{name}, {data.units} units: half of a memory lasts {lasting}"
    most = _lasting(float(lengths[longest]), steps)
    return said if most == lasting else f"{said}, {most} in unit {longest}"


def _lasting(length: float, steps: int) -> str:
    """A number of steps in words."""
    if length > 4 * steps:
        return "all the way"
    if length < 1:
        return "less than a step"
    return "1 step" if round(length) == 1 else f"{length:.0f} steps"


def saturation(data: Trace) -> str:
    """How often each gate is open or shut."""
    parts = [
        f"{gate} {data.share(gate):.0%} / {data.share(gate, open=False):.0%}"
        for gate in GATES
    ]
    return f"of the time open (> {OPEN}) / shut (< {SHUT}): " + ", ".join(parts)


def summary(data: Trace) -> str:
    """What the picture shows at first, for those who do not see it."""
    return (
        f"Gates of an LSTM over {len(data.tokens)} steps. {finding(data)}; "
        f"{saturation(data)}."
    )


def hold(gate: str, since: int) -> str:
    """What was tampered with."""
    return f"{gate} from step {since} on; thin: as it was"


def values(data: Trace, step: int, unit: int) -> dict[str, float]:
    """All numbers of a step, of a unit or (-1) in the mean of all."""
    names = (*GATES, "candidate", "cell", "hidden", "cell_before")
    rows = {name: getattr(data, name)[step] for name in names}
    rows["kept"] = rows["forget"] * rows["cell_before"]
    rows["new"] = rows["input"] * rows["candidate"]
    pick = np.mean if unit < 0 else lambda row: row[unit]
    return {name: float(pick(row)) for name, row in rows.items()}


def equations(now: dict[str, float], unit: int) -> tuple[str, str]:
    """The two lines that make a cell and an output, with their numbers."""
    said = {name: short(value) for name, value in now.items()}
    if unit < 0:
        cell = f"kept {said['kept']} + new {signed(now['new'])}"
        hidden = f"hidden {said['hidden']}, each the mean of all units"
    else:
        kept = f"{said['forget']} · {signed(now['cell_before'])}"
        cell = f"{kept} + {said['input']} · {signed(now['candidate'])}"
        hidden = f"hidden {said['hidden']} = {said['output']} · tanh({said['cell']})"
    return f"cell {said['cell']} = {cell}", hidden


def short(value: float) -> str:
    """A number with two decimals, as narrow as that."""
    said = f"{value:.2f}"
    return said.replace("-0.00", "0.00").replace("-", MINUS)


def signed(value: float) -> str:
    """A number as it stands behind a sign."""
    said = short(value)
    return f"({said})" if said.startswith(MINUS) else said


def description(data: Trace, step: int, unit: int) -> str:
    """The numbers of one step, for those who do not see them."""
    now = values(data, step, unit)
    gates = ", ".join(f"{gate} {short(now[gate])}" for gate in GATES)
    return f"Step {at(data, step)}: {gates}; {equations(now, unit)[0]}"


def text(data: Trace) -> str:
    """The numbers of the picture in plain text."""
    return f"{finding(data)}\n{saturation(data)}"


def table(data: Trace) -> Table:
    """A row for each step, in the mean of all units."""
    names = (*GATES, "candidate", "cell", "hidden")
    rows = []
    for step, token in enumerate(data.tokens):
        now = values(data, step, -1)
        rows.append((str(step), token, *(rounded(now[name]) for name in names)))
    return Table(("step", "token", *names), tuple(rows))

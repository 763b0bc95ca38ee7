"""Train the captcha reader of tests/programs; print what it learns.

The last line is the share of 1,000 new captchas of which all four letters are read
right; 0.9 is the least to expect of the ten minutes that this takes on two cores.
Options, such as --minutes 3, are those of the program.
"""

import sys
from pathlib import Path

from edflow.cli import main

PROGRAM = Path(__file__).parents[1] / "programs" / "captcha.py"

if __name__ == "__main__":
    main(["run", str(PROGRAM), *sys.argv[1:]])

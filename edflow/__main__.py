"""`python -m edflow`: the command line where `edflow` is not on the path."""

import sys

from edflow.cli import main

if __name__ == "__main__":
    sys.exit(main())

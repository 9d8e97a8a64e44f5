"""`python -m teahouse`."""

import sys

from teahouse.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

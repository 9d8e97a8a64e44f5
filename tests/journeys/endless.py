"""A person who asks for endless stories, one after another, in a process of its own that a test can kill.

    python -m journeys.endless HOME MODEL

Prints `<seconds> <characters arrived>` for every burst, on a clock that all processes share.
"""

import sys
import time
from pathlib import Path

from journeys.person import person_at
from teahouse.services.generation.events import PieceEvent


def main(home: str, model: str) -> None:
    arrived = 0

    def tell(burst):
        nonlocal arrived
        arrived += sum(len(piece.text) for piece in burst)
        print(time.clock_gettime(time.CLOCK_MONOTONIC), arrived, flush=True)

    with person_at(Path(home)) as person:
        person.application.bridge.subscribe(tell, PieceEvent)
        person.wait_for_models()
        person.switch_to(model)
        while True:
            person.ask("Tell a story that never ends.")
            person.wait_for_reply()


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The project's own figures: `make bench` prints them as a table and writes build/bench.json. It measures, and fails
only when it cannot; what must hold on every machine is asserted in the tests, as ratios and counts."""

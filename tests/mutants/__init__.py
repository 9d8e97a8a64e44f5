"""Small deliberate mistakes in the layers below the window, and whether the tests notice: `make mutants`."""

"""Random input and random builds: each module has `run(seed, rounds)`, which raises AssertionError where one is wrong.

The tests run each for a few rounds; `make fuzz MINUTES=…` runs all of them, with ever new seeds, as long as asked.
"""

"""`python -m tests.fuzz --minutes 10`: all fuzzers in turn until the time is up; ends with 1 where something is wrong."""

import argparse
import importlib
import pkgutil
import random
import sys
import time
import traceback

import tests.fuzz

ROUNDS = 20


def main() -> int:
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--only", default="", help="the name of one fuzzer")
    options = parser.parse_args()
    names = [module.name for module in pkgutil.iter_modules(tests.fuzz.__path__)]
    modules = {name: importlib.import_module(f"tests.fuzz.{name}") for name in names if name != "__main__"}
    fuzzers = {name: module.run for name, module in modules.items() if hasattr(module, "run")}
    fuzzers = {name: run for name, run in fuzzers.items() if options.only in ("", name)}
    end, seed, rounds, wrong = time.monotonic() + options.minutes * 60, options.seed, dict.fromkeys(fuzzers, 0), 0
    while time.monotonic() < end:
        for name, run in fuzzers.items():
            try:
                run(seed, ROUNDS)
            except Exception:
                wrong += 1
                print(f"{name}, seed {seed}:\n{traceback.format_exc()}", flush=True)
            rounds[name] += ROUNDS
        seed += 1
    print("; ".join(f"{name}: {count} rounds" for name, count in rounds.items()), f"; {wrong} wrong", sep="")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

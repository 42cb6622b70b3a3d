"""A program that is timed beside another one: it works when it is told to, and waits while the other one works."""
import json
import resource
import statistics
import sys
import time


def take(turn, result):
    """Answers every line of the standard input, a number of turns, with the median of their seconds; at the end a JSON line.

    A turn is a function without arguments; result is what else the last line says.
    """
    for line in sys.stdin:
        print(statistics.median(seconds(turn) for _ in range(int(line))), flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2 ** 20
    print(json.dumps({"peak_rss_gb": round(peak, 3), **result}))


def seconds(turn):
    start = time.perf_counter()
    turn()
    return time.perf_counter() - start

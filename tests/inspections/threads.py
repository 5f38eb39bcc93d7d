"""Several people at the same moment: real threads, each with a connection of its own."""

import threading

from django.db import connections

HANDS = 4


def at_once(act, count=HANDS):
    """Run `act(index)` in so many threads that start together; returns what each gave back or raised."""
    gate, results = threading.Barrier(count), [None] * count

    def hand(index):
        try:
            gate.wait(timeout=20)
            results[index] = act(index)
        except Exception as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=hand, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results

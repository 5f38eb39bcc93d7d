"""A process gives up sockets for good: the kernel refuses it every new one (seccomp, Linux on amd64 and arm64)."""

import ctypes
import errno
import os

SET_NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER_MODE = 38, 22, 2
# machine: (the kernel's number of the architecture, of `socket`), from linux/audit.h and its tables of system calls.
ARCHITECTURES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
IO_URING_SETUP = 425  # makes sockets past `socket`; the same number everywhere
OTHER_TABLE = 0x40000000  # calls of x32, numbered anew
LOAD, IS, FROM, ANSWER = 0x20, 0x15, 0x35, 0x06  # BPF: load a word, jump if equal, jump if at least, return
NUMBER, ARCHITECTURE = 0, 4  # where they stand in struct seccomp_data
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM


class _Step(ctypes.Structure):
    _fields_ = [("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("value", ctypes.c_uint32)]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_uint16), ("steps", ctypes.POINTER(_Step))]


def give_up_sockets():
    """From now on `socket` is refused with EPERM here and in every child; False on a machine or kernel that knows no such filter."""
    if os.uname().machine not in ARCHITECTURES:
        return False
    architecture, socket = ARCHITECTURES[os.uname().machine]
    steps = (
        (LOAD, 0, 0, ARCHITECTURE),
        (IS, 0, 5, architecture),
        (LOAD, 0, 0, NUMBER),
        (FROM, 3, 0, OTHER_TABLE),
        (IS, 2, 0, socket),
        (IS, 1, 0, IO_URING_SETUP),
        (ANSWER, 0, 0, ALLOW),
        (ANSWER, 0, 0, REFUSE),
    )
    program = _Program(len(steps), (_Step * len(steps))(*steps))
    prctl = ctypes.CDLL(None).prctl
    told = prctl(SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0) or prctl(SET_SECCOMP, FILTER_MODE, ctypes.byref(program), 0, 0)
    return not told

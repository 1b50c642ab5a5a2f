"""Whole numbers put in order sixteen at a time, by a network of comparisons: no branch hangs on what is sorted.

References
----------
Batcher (1968), Sorting Networks and Their Applications, AFIPS Spring Joint Computer Conference 32.
"""

# Numba is told by functions of types, named as a kernel names its arguments, how to make what a kernel calls.
# ruff: noqa: ANN001, ANN201, ANN202, ARG001
# mypy: disable-error-code="no-untyped-def,misc,no-untyped-call"

from __future__ import annotations

from llvmlite import ir  # type: ignore[import-untyped]  # it tells no types
from numba import types

from eventstudy.kernels.batch.compiled.jit import compiled
from eventstudy.kernels.batch.compiled.lanes import instruction

RUN = 16
"""Keys that are sorted together; there is a power of two of them."""
_WORD = ir.IntType(32)
_RUN = ir.VectorType(_WORD, RUN)


def _constant(values):
    return ir.Constant(_RUN, list(values))


def _pointer(context, builder, sig, args, place):
    """Return the address of the run that begins at a place."""
    array = context.make_array(sig.args[0])(context, builder, args[0])
    return builder.bitcast(builder.gep(array.data, [place]), _RUN.as_pointer())


def _permuted(builder, run, partners):
    return builder.shuffle_vector(run, run, _constant(partners))


def _both(builder, one, other):
    """Return the lesser of each two keys, and the greater."""
    less = builder.icmp_signed("<", one, other)
    return builder.select(less, one, other), builder.select(less, other, one)


def _step(builder, run, apart, bit):
    """Put each key and its partner, whose places differ by some bits, in order; the greater where one bit is set."""
    low, high = _both(builder, run, _permuted(builder, run, [place ^ apart for place in range(RUN)]))
    mask = ir.Constant(ir.VectorType(ir.IntType(1), RUN), [int(bool(place & bit)) for place in range(RUN)])
    return builder.select(mask, high, low)


def _halved(builder, run, bit):
    """Put in order runs of keys of which each half is above or below the other: by halves, quarters and so on."""
    while bit:
        run, bit = _step(builder, run, bit, bit), bit // 2
    return run


@instruction
def sort_run(_typing, keys, at):
    """Put sixteen keys in order."""

    def made(context, builder, sig, args):
        pointer = _pointer(context, builder, sig, args, args[1])
        run, size = builder.load(pointer, align=4), 2
        while size <= RUN:
            run = _halved(builder, _step(builder, run, size - 1, size // 2), size // 4)
            size *= 2
        builder.store(run, pointer, align=4)
        return context.get_dummy_value()

    return types.void(keys, types.intp), made


@instruction
def halve_run(_typing, keys, at):
    """Put sixteen keys in order that rise and fall, or fall and rise."""

    def made(context, builder, sig, args):
        pointer = _pointer(context, builder, sig, args, args[1])
        builder.store(_halved(builder, builder.load(pointer, align=4), RUN // 2), pointer, align=4)
        return context.get_dummy_value()

    return types.void(keys, types.intp), made


def _exchange(context, builder, sig, args, *, mirrored):
    """Leave the lesser of each two keys of two runs in the first."""
    low, high = (_pointer(context, builder, sig, args, place) for place in args[1:])
    first, second = builder.load(low, align=4), builder.load(high, align=4)
    back = range(RUN - 1, -1, -1)
    less, more = _both(builder, first, _permuted(builder, second, back) if mirrored else second)
    builder.store(less, low, align=4)
    builder.store(_permuted(builder, more, back) if mirrored else more, high, align=4)
    return context.get_dummy_value()


@instruction
def exchange(_typing, keys, low, high):
    """Leave the lesser of each two keys of two runs in the first."""

    def made(context, builder, sig, args):
        return _exchange(context, builder, sig, args, mirrored=False)

    return types.void(keys, types.intp, types.intp), made


@instruction
def exchange_mirrored(_typing, keys, low, high):
    """Leave the lesser of the first key of one run and the last of another in the first, and so on."""

    def made(context, builder, sig, args):
        return _exchange(context, builder, sig, args, mirrored=True)

    return types.void(keys, types.intp, types.intp), made


@compiled()
def sort_keys(keys):
    """Put keys in order, a power of two of them and sixteen or more: runs, then twice as long ones, and so on."""
    for at in range(0, keys.size, RUN):
        sort_run(keys, at)
    size = 2 * RUN
    while size <= keys.size:
        for begin in range(0, keys.size, size):
            for at in range(0, size // 2, RUN):
                exchange_mirrored(keys, begin + at, begin + size - RUN - at)
        gap = size // 4
        while gap >= RUN:
            for begin in range(0, keys.size, 2 * gap):
                for at in range(begin, begin + gap, RUN):
                    exchange(keys, at, at + gap)
            gap //= 2
        for at in range(0, keys.size, RUN):
            halve_run(keys, at)
        size *= 2

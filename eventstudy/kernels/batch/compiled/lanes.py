"""Eight numbers at a time: sums in eight lanes that are added up in one order, so that they are the same bits anywhere.

A compiler may not reorder a sum of floating-point numbers, and one that is licensed to do so chooses an order that
hangs on the machine and on what it compiles beside. Here the order is written: lane l adds the values l, l + 8, l + 16
and so on, and the lanes are added by halves.
"""

# Numba is told by functions of types, named as a kernel names its arguments, how to make what a kernel calls.
# ruff: noqa: ANN001, ANN201, ANN202, ARG001
# mypy: disable-error-code="no-untyped-def,misc,no-untyped-call"

from __future__ import annotations

import operator
from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]  # it tells no types
from numba import types
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, models, register_model

WIDTH = np.uint64(8)
"""Lanes; as a step of a loop."""
_DOUBLE = ir.DoubleType()
_EIGHT, _MARKS, _PLACES = (ir.VectorType(kind, 8) for kind in (_DOUBLE, ir.IntType(8), ir.IntType(64)))
_SIZE = {_EIGHT: 64, _MARKS: 8}
"""Bits of a lane."""
instruction: Any = intrinsic  # whose type keeps the first argument, which kernels do not give


class Lanes(types.Type):
    """Eight floating-point numbers."""

    def __init__(self) -> None:
        super().__init__(name="Lanes")


_LANES = Lanes()


@register_model(Lanes)
class _Model(models.PrimitiveModel):
    def __init__(self, dmm, fe_type) -> None:
        super().__init__(dmm, fe_type, _EIGHT)


def _arithmetic(symbol, name) -> None:
    """Let two lanes be added, subtracted or multiplied."""

    @infer_global(symbol)
    class _Typed(AbstractTemplate):
        def generic(self, args, kws):
            return signature(_LANES, _LANES, _LANES) if args == (_LANES, _LANES) and not kws else None

    @lower_builtin(symbol, Lanes, Lanes)
    def _lowered(_context, builder, _sig, args):
        return getattr(builder, name)(*args)


for _name, _instruction in (("add", "fadd"), ("sub", "fsub"), ("mul", "fmul")):
    _arithmetic(getattr(operator, _name), _instruction)
    _arithmetic(getattr(operator, f"i{_name}"), _instruction)


def _same(builder, value, kind):
    """Return a value in each lane."""
    single = builder.insert_element(ir.Constant(kind, ir.Undefined), value, ir.IntType(32)(0))
    every = ir.Constant(ir.VectorType(ir.IntType(32), kind.count), [0] * kind.count)
    return builder.shuffle_vector(single, ir.Constant(kind, ir.Undefined), every)


def _before(builder, at, end):
    """Return which of the lanes from `at` on are before `end`."""
    places = builder.add(_same(builder, at, _PLACES), ir.Constant(_PLACES, list(range(_PLACES.count))))
    return builder.icmp_unsigned("<", places, _same(builder, end, _PLACES))


def _loaded(builder, pointer, at, end, kind):
    """Return what stands from a place on, 0 from `end` on: nothing behind it is touched."""
    name = f"llvm.masked.load.v{kind.count}{'f' if kind.element == _DOUBLE else 'i'}{_SIZE[kind]}.p0"
    start = builder.bitcast(builder.gep(pointer, [at]), kind.as_pointer())
    size = ir.IntType(32)(_SIZE[kind] // 8)
    kinds = [start.type, size.type, ir.VectorType(ir.IntType(1), kind.count), kind]
    left = builder.sub(end, at)
    with builder.if_else(builder.icmp_unsigned(">=", left, left.type(kind.count)), likely=True) as (whole, rest):
        with whole:
            every, here = builder.load(start, align=_SIZE[kind] // 8), builder.block
        with rest:
            load = builder.module.declare_intrinsic(name, fnty=ir.FunctionType(kind, kinds))
            nothing = ir.Constant(kind, [0] * kind.count)
            some, there = builder.call(load, [start, size, _before(builder, at, end), nothing]), builder.block
    found = builder.phi(kind)
    found.add_incoming(every, here)
    found.add_incoming(some, there)
    return found


@instruction
def eight(_typing, values, at, end):
    """Return the values of a contiguous array from a place on, 0 from `end` on; places are unsigned."""

    def made(context, builder, sig, args):
        array = context.make_array(sig.args[0])(context, builder, args[0])
        return _loaded(builder, array.data, args[1], args[2], _EIGHT)

    return _LANES(values, types.uint64, types.uint64), made


@instruction
def eight_of(_typing, values, row, at, end):
    """Return the values of a row of a contiguous table from a place on, 0 from `end` on; see `eight`."""

    def made(context, builder, sig, args):
        array = context.make_array(sig.args[0])(context, builder, args[0])
        width = builder.extract_value(array.shape, 1)
        pointer = builder.gep(array.data, [builder.mul(args[1], width)])
        return _loaded(builder, pointer, args[2], args[3], _EIGHT)

    return _LANES(values, types.intp, types.uint64, types.uint64), made


@instruction
def where(_typing, lanes, marks, at, end):
    """Return lanes, 0 in those whose place is not marked, or not before `end`."""

    def made(context, builder, sig, args):
        array = context.make_array(sig.args[1])(context, builder, args[1])
        marked = _loaded(builder, array.data, args[2], args[3], _MARKS)
        mask = builder.icmp_unsigned("!=", marked, ir.Constant(_MARKS, [0] * _MARKS.count))
        return builder.select(mask, args[0], ir.Constant(_EIGHT, [0.0] * _EIGHT.count))

    return _LANES(lanes, marks, types.uint64, types.uint64), made


@instruction
def finite(_typing, lanes):
    """Return lanes, 0 in those that are infinite."""

    def made(_context, builder, _sig, args):
        known = builder.fcmp_unordered("!=", args[0], ir.Constant(_EIGHT, [float("inf")] * _EIGHT.count))
        return builder.select(known, args[0], ir.Constant(_EIGHT, [0.0] * _EIGHT.count))

    return _LANES(lanes), made


@instruction
def spread(_typing, value):
    """Return a number in each lane."""

    def made(_context, builder, _sig, args):
        return _same(builder, args[0], _EIGHT)

    return _LANES(types.float64), made


@instruction
def summed(_typing, lanes):
    """Return the sum of the lanes, by halves."""

    def made(_context, builder, _sig, args):
        rest = args[0]
        for width in (4, 2, 1):
            low, high = (
                builder.shuffle_vector(
                    rest, rest, ir.Constant(ir.VectorType(ir.IntType(32), width), list(range(begin, begin + width)))
                )
                for begin in (0, width)
            )
            rest = builder.fadd(low, high)
        return builder.extract_element(rest, ir.IntType(32)(0))

    return types.float64(lanes), made


@instruction
def positive(_typing, lanes):
    """Return how many lanes are above zero."""

    def made(_context, builder, _sig, args):
        above = builder.fcmp_ordered(">", args[0], ir.Constant(_EIGHT, [0.0] * _EIGHT.count))
        return builder.zext(builder.ctpop(builder.bitcast(above, ir.IntType(_EIGHT.count))), ir.IntType(64))

    return types.int64(lanes), made

"""The bytecode of the very functions that ran, and where the interpreter may switch threads.

CPython from 3.10 on looks whether another thread waits for the GIL when a Python
function begins, after a call, and on a jump back: bpo-29988. Before, it looked
in many more places.
"""

import dis
from collections.abc import Callable, Iterator

from hello.demos.threads.lock.facts import Instruction

CALLS = {"CALL", "CALL_KW", "CALL_FUNCTION_EX"}
SHARED = "n"


def loop_body(function: Callable[[int], None]) -> tuple[Instruction, ...]:
    """Return what each turn of the ``for`` loop in *function* executes, in this order."""
    return tuple(map(_described, _body(function)))


def _body(function: Callable[[int], None]) -> Iterator[dis.Instruction]:
    instructions = dis.get_instructions(function)
    for instruction in instructions:
        if instruction.opname == "FOR_ITER":
            break
    next(instructions)  # it stores the loop's variable
    resume_at = 0
    for instruction in instructions:
        if instruction.offset < resume_at:
            continue  # 3.11 has what "with" does in case of an error here, and jumps over it
        yield instruction
        if instruction.opname == "JUMP_FORWARD":
            resume_at = instruction.argval
        if _jumps_back(instruction):
            return


def _described(instruction: dis.Instruction) -> Instruction:
    name = instruction.opname
    shared = instruction.argval == SHARED
    return Instruction(
        name=name,
        argument="" if name.startswith("JUMP_") else _argument(instruction.argrepr),
        reads=shared and name.startswith("LOAD_"),
        writes=shared and name.startswith("STORE_"),
        may_switch=name in CALLS or _jumps_back(instruction),
    )


def _argument(text: str) -> str:
    """Return *text* without the NULL that a call needs on the stack, from 3.11 on."""
    return text.replace("NULL + ", "").replace(" + NULL", "")


def _jumps_back(instruction: dis.Instruction) -> bool:
    # JUMP_BACKWARD_NO_INTERRUPT belongs to "yield from" and does not look.
    return instruction.opname == "JUMP_BACKWARD"

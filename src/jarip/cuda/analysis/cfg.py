"""The control flow graph of a function: predecessors, order, reachability."""

from __future__ import annotations

from collections.abc import Iterable

from jarip.cuda.ir.function import Block, Function


def predecessors(function: Function) -> dict[Block, list[Block]]:
    """Blocks that may come before each block, each once, in the function's order."""
    found: dict[Block, list[Block]] = {block: [] for block in function.blocks}
    for block in function.blocks:
        for target in dict.fromkeys(block.successors):
            found[target].append(block)
    return found


def reverse_postorder(entry: Block) -> list[Block]:
    """Blocks reachable from `entry`, each before its successors but for back edges."""
    order: list[Block] = []
    seen = {entry}
    stack = [(entry, iter(entry.successors))]
    while stack:
        block, targets = stack[-1]
        for target in targets:
            if target not in seen:
                seen.add(target)
                stack.append((target, iter(target.successors)))
                break
        else:
            order.append(block)
            stack.pop()
    order.reverse()
    return order


def reachable_blocks(starts: Iterable[Block], stop: Iterable[Block] = ()) -> set[Block]:
    """Blocks that control may reach from `starts`, which are included, without entering `stop`."""
    barred = set(stop)
    found: set[Block] = set()
    waiting = [block for block in starts if block not in barred]
    while waiting:
        block = waiting.pop()
        if block in found:
            continue
        found.add(block)
        waiting.extend(t for t in block.successors if t not in found and t not in barred)
    return found


def remove_unreachable(function: Function) -> None:
    """Drops blocks that control never reaches, and the phi inputs that came from them."""
    kept = reachable_blocks([function.entry])
    if len(kept) == len(function.blocks):
        return
    function.blocks = [block for block in function.blocks if block in kept]
    for block in function.blocks:
        for phi in block.phis():
            pairs = [
                (value, source)
                for value, source in zip(phi.operands, phi.blocks, strict=True)
                if source in kept
            ]
            phi.operands = [value for value, _ in pairs]
            phi.blocks = [source for _, source in pairs]

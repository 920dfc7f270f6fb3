"""What a cell means: one file a concept, every public function Expr -> Expr and row-local.

Belongs here: turning text as departments write it into a value, or into the reason why it cannot be one.
Does not belong here: which column is which concept (that is the contract's, read in `transforms/feeds.py`).

Parsers return a struct `{value, fault}`: `fault` is 0, or the code of a reason in `config/reasons.yaml`, and `value`
is then null. A blank cell is a null value without fault.
"""

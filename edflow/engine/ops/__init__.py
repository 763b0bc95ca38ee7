"""One class per op, by family. The families stand in an order, which a contract holds:

    image  nn  conv  state  strings  ...    the families
    indexing  linalg                        elements by their places, matrices
    reduce
    math
    array                                   shapes, joins, sums: in all gradients
    build                                   from Python values to nodes

An op is made of those below it, and so is its gradient; ops that are one another's
gradients (concat, slice, pad) share a file. Python's operators are open to all: what
`x + y` and `x[i]` make of tensors is said in `operators`. One rule comes from above:
the gradient of gather, in `indexing.rows`.
"""

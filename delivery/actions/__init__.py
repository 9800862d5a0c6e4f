"""Everything that changes in delivery.

The promise: what has to go is a row before it goes, and a row goes once. The broker and the workers may fall over at
any moment: the rows say what is left.
"""

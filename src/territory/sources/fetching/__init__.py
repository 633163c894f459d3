"""Getting the files of the catalogue: where they are kept, where from, how they are checked.

Only `shelf` is imported by the rest; what touches the network is loaded by `territory fetch`.
"""

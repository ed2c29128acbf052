"""Files and strings meant to harm, made by code: nothing dangerous lies in the repository.

`files.py` makes the files, `strings.py` the strings; each test sends all of them through a door of the house.
"""

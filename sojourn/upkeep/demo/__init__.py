"""The demonstration: invented people live through real actions, so that it stands at a point life can reach.

`load.load(stage, at)` fills an empty database; `stages` walks the call; `people` and `papers` invent.
"""

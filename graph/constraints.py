"""Constraints and indexes that follow from the model."""

from graph.model import MODEL

OUTSIDE_THE_MODEL = {"Load": "number", "LoadPart": "key", "StoreInfo": "name"}
"""What the stores keep for themselves, with its keys."""


def constraints() -> list[str]:
    """Return one uniqueness constraint a label, on its key, in Cypher that both engines take."""
    keys = {
        **{node.label: node.key for node in MODEL.node_types.values()},
        **OUTSIDE_THE_MODEL,
    }
    return [
        f"CREATE CONSTRAINT {label.lower()}_key IF NOT EXISTS FOR (n:{label}) "
        f"REQUIRE n.{key} IS UNIQUE"
        for label, key in keys.items()
    ]

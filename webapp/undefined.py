"""What a template may leave out: an optional parameter of a GOV.UK component, and nothing else."""

from collections.abc import Mapping
from typing import Any

from jinja2 import (
    ChainableUndefined,
    StrictUndefined,
    TemplateRuntimeError,
    Undefined,
    UndefinedError,
)
from jinja2.utils import missing


class Strict(StrictUndefined):
    """An unknown name or attribute is an error; a key that a mapping lacks is empty.

    The components of GOV.UK take one mapping and ask it for every option that they know.
    """

    def __new__(  # type: ignore[misc]
        cls,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[TemplateRuntimeError] = UndefinedError,
    ) -> Undefined:
        """Choose by what was asked."""
        if isinstance(obj, Mapping):
            return ChainableUndefined(hint, obj, name, exc)
        return super().__new__(cls)

"""Expectations that work out their configuration once.

While it validates, Great Expectations asks an expectation for its configuration about ninety times and makes an expectation
from it eight times, always with the same outcome: over a small frame that is nearly the whole cost of a suite. Here a
configuration makes its expectation once and an expectation its configuration once; who asks and what is answered stay as they are.
"""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

from great_expectations.compatibility.pydantic import ModelMetaclass, PrivateAttr
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.validator.validator import ValidationDependencies


class Prepared(ExpectationConfiguration):
    """A configuration that hands out the same expectation each time. A copy of it starts afresh: its arguments may be changed."""

    _expectation: Expectation | None = None

    @classmethod
    def of(cls, plain: ExpectationConfiguration, name: str | None = None) -> Prepared:
        """The same configuration; `name` becomes its id."""
        return cls(
            type=plain.type,
            kwargs=plain.kwargs,
            meta=plain.meta,
            notes=plain.notes,
            description=plain.description,
            severity=plain.severity,
            id=plain.id if name is None else name,
            rendered_content=plain.rendered_content,
        )

    def to_domain_obj(self) -> Expectation:
        """The expectation of this configuration."""
        if self._expectation is None:
            self._expectation = super().to_domain_obj()
        return self._expectation

    def _get_expectation_impl(self) -> type[Expectation]:
        return _steady(super()._get_expectation_impl())

    def __deepcopy__(self, memo: dict[int, Any]) -> Prepared:
        """Without the expectation made so far."""
        copied = type(self).__new__(type(self))
        copied.__dict__ = {name: deepcopy(value, memo) for name, value in self.__dict__.items() if name != "_expectation"}
        return copied


@cache
def _steady(kind: type[Expectation]) -> type[Expectation]:
    """The same class of expectation, with a configuration and a list of needed metrics that are made once.

    Made by pydantic's metaclass, not by Great Expectations': that one would put it into the registry in place of the original.
    """

    def configuration(self: Any) -> Prepared:
        if self._known is None:
            self._known = Prepared.of(kind.configuration.fget(self))  # type: ignore[attr-defined]
            self._known._expectation = self
        known: Prepared = self._known
        return known

    def get_validation_dependencies(
        self: Any, execution_engine: Any = None, runtime_configuration: Any = None, **given: Any
    ) -> ValidationDependencies:
        # Asked once to plan and once to validate. The engine is the one engine of this validation.
        asked = repr((runtime_configuration, given))
        if self._needs is None or self._needs[0] != asked:
            self._needs = asked, kind.get_validation_dependencies(self, execution_engine, runtime_configuration, **given)
        found: ValidationDependencies = self._needs[1]
        return found

    body = {
        "__module__": kind.__module__,
        "_known": PrivateAttr(default=None),
        "_needs": PrivateAttr(default=None),
        "configuration": property(configuration),
        "get_validation_dependencies": get_validation_dependencies,
    }
    made: type[Expectation] = ModelMetaclass.__new__(type(kind), kind.__name__, (kind,), body)
    return made

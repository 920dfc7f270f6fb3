"""A Great Expectations data source of Polars frames, so that saved projects, checkpoints and Data Docs run on this engine.

The frame is handed over with each run and never stored: a batch of a `dataframe` asset is the whole frame given as the
batch parameter `dataframe`. Great Expectations reads the name of the type from a saved project, so a project with this
data source needs `import expectations.polars_engine` before it is opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import polars as pl
from great_expectations.compatibility import pydantic
from great_expectations.core.batch import LegacyBatchDefinition
from great_expectations.core.batch_spec import RuntimeDataBatchSpec
from great_expectations.core.id_dict import IDDict
from great_expectations.datasource.fluent.batch_identifier_util import make_batch_identifier
from great_expectations.datasource.fluent.batch_request import BatchRequest
from great_expectations.datasource.fluent.interfaces import Batch, DataAsset, Datasource
from great_expectations.exceptions.exceptions import BuildBatchRequestError

from expectations.polars_engine.engine import PolarsExecutionEngine

if TYPE_CHECKING:
    from great_expectations.core.batch_definition import BatchDefinition

EngineClass = type[PolarsExecutionEngine]
"""Named here because the field `type` hides the builtin inside a data source."""

FRAME = "dataframe"
"""Name of the batch parameter. Great Expectations replaces just this one by a word when it writes results."""


class PolarsFrameAsset(DataAsset[Any, Any]):
    """A LazyFrame or DataFrame that is handed over at run time."""

    type: Literal["dataframe"] = "dataframe"

    class Config:
        """A misspelt option is an error."""

        extra = pydantic.Extra.forbid

    def test_connection(self) -> None:
        """Nothing to test: the frame comes with the run."""

    def get_batch_parameters_keys(self, partitioner: Any = None) -> tuple[str, ...]:  # noqa: ARG002  given to every asset
        """The one batch parameter."""
        return (FRAME,)

    def build_batch_request(
        self,
        options: Mapping[str, Any] | None = None,
        batch_slice: Any = None,
        partitioner: Any = None,
    ) -> BatchRequest[Any]:
        """A request for the frame in `options`; raises BuildBatchRequestError for anything else."""
        if batch_slice is not None or partitioner is not None:
            raise BuildBatchRequestError(message="a frame is one batch: it takes no slice and no partitioner")
        given = dict(options or {})
        if set(given) != {FRAME} or not isinstance(given[FRAME], pl.LazyFrame | pl.DataFrame):
            raise BuildBatchRequestError(message=f"options must be {{{FRAME!r}: a polars LazyFrame or DataFrame}}")
        return BatchRequest(datasource_name=self.datasource.name, data_asset_name=self.name, options=given)

    def get_batch_identifiers_list(self, batch_request: BatchRequest[Any]) -> list[dict[str, Any]]:
        """One batch, identified by its parameter."""
        return [IDDict(batch_request.options)]

    def get_batch(self, batch_request: BatchRequest[Any]) -> Batch:
        """The batch of a request made by `build_batch_request`."""
        spec = RuntimeDataBatchSpec(batch_data=batch_request.options[FRAME])
        data, markers = self.datasource.get_execution_engine().get_batch_data_and_markers(batch_spec=spec)
        definition = LegacyBatchDefinition(
            datasource_name=self.datasource.name,
            data_connector_name="fluent",
            data_asset_name=self.name,
            batch_identifiers=make_batch_identifier(batch_request.options),
            batch_spec_passthrough=None,
        )
        return Batch(
            datasource=self.datasource,
            data_asset=self,
            batch_request=batch_request,
            data=data,
            metadata=self._get_batch_metadata_from_batch_request(batch_request=batch_request, ignore_options=(FRAME,)),
            batch_markers=markers,
            batch_spec=spec,
            batch_definition=definition,
        )

    def add_batch_definition_whole_dataframe(self, name: str) -> BatchDefinition[Any]:
        """The batch definition of a frame: all of it."""
        return self.add_batch_definition(name=name, partitioner=None)


class PolarsDatasource(Datasource[PolarsFrameAsset, PolarsExecutionEngine]):
    """`context.data_sources.add_polars(name)`; its assets are made by `add_dataframe_asset(name)`."""

    asset_types: ClassVar[list[type[PolarsFrameAsset]]] = [PolarsFrameAsset]

    type: Literal["polars"] = "polars"
    assets: list[PolarsFrameAsset] = []  # noqa: RUF012  a pydantic field, copied for every object

    @property
    def execution_engine_type(self) -> EngineClass:
        """The engine that computes metrics of this data source."""
        return PolarsExecutionEngine

    def get_execution_engine(self) -> PolarsExecutionEngine:
        """A new engine for every batch: one kept with the data source would keep the last frame, too."""
        return PolarsExecutionEngine()

    def test_connection(self, test_assets: bool = True) -> None:
        """Nothing to test: there is no connection."""

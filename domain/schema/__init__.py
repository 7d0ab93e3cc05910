"""Label Studio's label config, compiled once per guideline version; it says what is wrong with a result, and where."""

from domain.schema.compile import compile_config
from domain.schema.controls import Control, ObjectTag
from domain.schema.label_schema import LabelSchema
from domain.schema.parse import Unfit
from domain.schema.remarks import Remark

__all__ = ["Control", "LabelSchema", "ObjectTag", "Remark", "Unfit", "compile_config"]

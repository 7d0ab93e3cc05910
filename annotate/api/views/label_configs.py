"""What a label config comes to, before anything is kept: for an editor that shows it while it is written."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from domain.schema import LabelSchema, Unfit, compile_config

from .. import given, shapes


class LabelConfigs(APIView):
    @extend_schema(request=shapes.LabelConfig, responses=shapes.CompiledConfig, operation_id="compile_label_config")
    def post(self, request):
        """Compile a label config. 200 whether it works or not: `problems` says what is in the way, and in which line. Keeps nothing."""
        label_config = given.text(given.fields(request), "label_config")
        try:
            return Response(compiled_body(compile_config(label_config)))
        except Unfit as unfit:
            problem = {"line": unfit.line, "message": unfit.reason}
            return Response({"tree": None, "controls": [], "variables": [], "warnings": [], "problems": [problem]})


def compiled_body(schema: LabelSchema) -> dict[str, Any]:
    return {
        "tree": schema.as_tree(),
        "controls": [
            {"name": c.name, "tag": c.tag, "type": c.type, "to_names": c.to_names, "values": c.values} for c in schema.controls
        ],
        "variables": schema.variables,
        "warnings": [{"line": remark.line, "message": remark.message} for remark in schema.remarks],
        "problems": [],
    }

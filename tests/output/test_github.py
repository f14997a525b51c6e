"""Workflow commands survive whatever stands in messages and paths."""

from importls.output import renderer
from importls.output.palette import Style
from tests.output.reports import finding, report


def test_what_would_end_a_command_or_a_property_is_escaped():
    shown = report(finding("50%\r\n::error::x, y: z", "/p/a,b:c%.py"))
    assert "".join(renderer("github")(shown, Style())) == (
        "::error title=importls (missing-name),file=a%2Cb%3Ac%25.py,line=1,endLine=1,col=1,endColumn=2"
        "::50%25\\r\\n::error::x, y: z\n"
    )

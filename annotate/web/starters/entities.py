"""Names in a text."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .starter import Starter, prose

STARTER = Starter(
    name="entities",
    group="text",
    title=_("Named entities"),
    description=_("Mark names and dates in a text."),
    label_config="""<View>
  <Labels name="entity" toName="text">
    <Label value="person" hotkey="1"/>
    <Label value="organisation" hotkey="2"/>
    <Label value="place" hotkey="3"/>
    <Label value="date" hotkey="4"/>
  </Labels>
  <Text name="text" value="$text"/>
</View>
""",
    guideline=prose("""# Named entities

Mark every name, as short as it can be without losing a part of the name. Titles (*Dr*, *Ms*) and particles after a name (*은*, *에서*)
stay outside. Where one name stands in another, mark both: *[Bank of [Korea]]*.

## person

Names of people, invented ones too. A family name alone counts; *she* and *the mayor* do not.

## organisation

Firms, parties, schools, clubs, offices, bands. A country that acts (*France signed*) is **place** all the same.

## place

Countries, towns, streets, rivers, buildings with a name.

## date

A day, month, year or stretch of them that can be found in a calendar: *3 May*, *the spring of 1998*. Not *soon* or *on Mondays*.
"""),
    examples=(
        {"text": "Ada Weir joined the Harbour Museum in Leith on 4 March 1998, after two years with North Sea Ferries."},
        {"text": "김민지는 2021년 3월 서울에서 한빛출판사를 나와 고향 통영에 작은 책방을 열었다."},
    ),
)

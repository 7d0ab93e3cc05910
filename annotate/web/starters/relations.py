"""What names have to do with one another."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .starter import Starter, prose

STARTER = Starter(
    name="relations",
    group="text",
    title=_("Relations"),
    description=_("Mark names, then say how they belong together."),
    label_config="""<View>
  <Labels name="entity" toName="text">
    <Label value="person" hotkey="1"/>
    <Label value="organisation" hotkey="2"/>
    <Label value="place" hotkey="3"/>
  </Labels>
  <Text name="text" value="$text"/>
  <Relations>
    <Relation value="works for"/>
    <Relation value="lives in"/>
    <Relation value="part of"/>
  </Relations>
</View>
""",
    guideline=prose("""# Relations

First mark the names, then draw a relation from the one that does or is something to the other. Only what this text says counts, not
what you happen to know.

## person

Names of people. Mark each mention that takes part in a relation.

## organisation

Firms, schools, clubs, offices.

## place

Countries, towns, streets, buildings with a name.

## works for

From a person to an organisation: employed, member, founder, player. Also in the past.

## lives in

From a person to a place: home, not a visit.

## part of

From the smaller to the larger: a town in a country, a branch of a firm.
"""),
    examples=(
        {"text": "Ines Moreau, who grew up in Lyon, now runs the night desk of Radio Verte, a station of the Rhône Media Group."},
        {"text": "전주에 사는 박준은 한빛대학교 부속 도서관에서 옛 지도를 정리한다."},
    ),
)

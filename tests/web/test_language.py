"""One catalogue for Python, templates and TypeScript: complete, in step with the sources, and on every page in the language one wants."""

from __future__ import annotations

import io
import json
import os
import re

import pytest
from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS
from django.conf import settings
from django.template import engines
from django.utils import translation

from annotate.accounts.services import set_preferences
from annotate.web import words
from config import messages
from tests.cast import NOW

PO = messages.ROOT / "locale" / "ko" / "LC_MESSAGES" / "django.po"


@pytest.fixture(autouse=True)
def _english_again():
    """A request leaves its language behind in the thread."""
    yield
    translation.deactivate()


@pytest.fixture
def korean(cast, visitor):
    set_preferences(cast.alice, language="ko")
    return visitor(cast.alice)


def html(answer) -> str:
    return answer.content.decode()


# --- the catalogue ---------------------------------------------------------------------------------------------


def test_the_catalogue_is_in_step_with_the_sources():
    assert messages.updated(PO, messages.found()) == PO.read_bytes(), "make messages"


def test_every_sentence_is_translated_with_the_same_places():
    assert messages.wrongs(PO) == []


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ('msgid "Save"\nmsgstr ""', "not translated: 'Save'"),
        ('#, fuzzy\nmsgid "Save"\nmsgstr "저장"', "not translated: 'Save'"),
        ('msgid "%(n)s open"\nmsgstr "열림"', "other places than in English: '%(n)s open'"),
        ('msgid "%(n)s open"\nmsgstr "%(m)s개 열림"', "other places than in English: '%(n)s open'"),
        ('msgid "one text"\nmsgid_plural "%(n)s texts"\nmsgstr[0] ""', "not translated: 'one text'"),
        ('msgid "one text"\nmsgid_plural "%(n)s texts"\nmsgstr[0] "텍스트"', "other places than in English: 'one text'"),
    ],
)
def test_a_lack_is_found(tmp_path, entry, told):
    path = tmp_path / "ko" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n{entry}\n')
    assert messages.wrongs(path) == [told]


def test_a_new_sentence_makes_it_out_of_step():
    more = messages.found()
    more.add("A sentence nobody has translated.", locations=[("annotate/web/views/me.py", 1)])
    assert messages.updated(PO, more) != PO.read_bytes()


def extracted(how, source: str) -> list:
    return [(name, said) for _line, name, said, _comments in how(io.BytesIO(source.encode()), DEFAULT_KEYWORDS, (), {})]


def test_sentences_are_found_in_templates_within_templates():
    source = """
    import { gettext, ngettext } from '../core/language'
    export function gettext(said: string): string { return said }
    html`<p>don't ${x ? html`<b title=${gettext('It’s \\'here\\'')}>${ngettext("%(n)s text", '%(n)s texts', n)}</b>`
      : pgettext('state', `open`)}</p>`
    """
    assert extracted(messages.typescript, source) == [
        ("gettext", "It’s 'here'"),
        ("ngettext", ("%(n)s text", "%(n)s texts")),
        ("pgettext", ("state", "open")),
    ]


@pytest.mark.parametrize("call", ["gettext(name)", "gettext(`${n} texts`)", "ngettext('one', many, n)", "gettext(a ? 'b' : 'c')"])
def test_a_sentence_that_is_put_together_is_refused(call):
    with pytest.raises(ValueError, match="line 2: .*literals"):
        extracted(messages.typescript, f"\nhtml`${{{call}}}`")


def test_sentences_are_found_in_django_templates():
    source = (
        '{% load i18n %}<p>\n   {% translate "95 % of it" %}</p>\n{{ x|default:_("none") }}'
        "{% blocktranslate count n=n with a=b %}{{ a }}: one{% plural %}{{ a }}: {{ n }}{% endblocktranslate %}"
    )
    assert extracted(messages.template, source) == [
        ("gettext", "95 %% of it"),
        ("_", "none"),
        ("ngettext", ("%(a)s: one", "%(a)s: %(n)s", None)),
    ]


NAMES = {"Malmoi", "· Malmoi", "Enter", "F1", "SVG", "CSV"}
TEMPLATES = sorted((messages.ROOT / "annotate" / "web" / "templates").rglob("*.html"))


def said_outside(source: str) -> set[str]:
    """The words of a template that no translation tag holds."""
    source = re.sub(r"{% (blocktranslate|comment)\b.*?{% end\1 %}", "", source, flags=re.S)
    source = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|&\w+;", "", source, flags=re.S)
    said = re.findall(r">([^<>]*)<", source)
    said += re.findall(r'(?:aria-label|title|alt|placeholder|data-confirm)="([^"]*)"', source)
    return {words for one in said if re.search(r"[A-Za-z]{2}", words := one.strip())}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_nothing_that_is_not_translated(path):
    assert said_outside(path.read_text()) <= NAMES


def test_a_word_outside_is_found():
    source = '<p>{% translate "In" %}</p><b title="Out">{{ x }} also out</b>{% blocktranslate %}in{% endblocktranslate %}'
    assert said_outside(source) == {"Out", "also out"}


def test_scripts_get_the_sentences_of_scripts_alone():
    catalog = Catalog(locale="ko")
    catalog.add("Submit", "제출", [("frontend/src/a.ts", 1), ("annotate/web/forms.py", 3)])
    catalog.add(("%(n)s text", "%(n)s texts"), ("텍스트 %(n)s개",), [("frontend/src/a.ts", 1)])
    catalog.add("open", "열림", [("frontend/src/a.ts", 1)], context="state")
    catalog.add("Imports", "가져오기", [("annotate/web/forms.py", 3)])
    catalog.add("Later", "", [("frontend/src/a.ts", 1)])
    assert messages._of_scripts(catalog) == {"Submit": "제출", "%(n)s text": ["텍스트 %(n)s개"], "state\x04open": "열림"}


def test_what_is_compiled_is_made_anew_when_the_source_changes(tmp_path, monkeypatch):
    path = tmp_path / "locale" / "ko" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    for now, said in enumerate(("저장", "간직")):
        path.write_text(f'{head}#: frontend/src/a.ts\nmsgid "Save"\nmsgstr "{said}"\n')
        later = path.stat().st_mtime + now
        os.utime(path, (later, later))
        messages.compile_where_needed()
        assert json.loads((path.parent / "frontend.json").read_text()) == {"Save": said}


# --- the language of a page ------------------------------------------------------------------------------------


def test_a_page_is_in_english_when_nobody_asks_for_another(cast, visitor):
    page = html(visitor(cast.alice).get("/"))
    assert '<html lang="en">' in page
    assert 'id="catalog"' not in page


def test_a_page_is_in_the_language_that_the_browser_asks_for(db, visitor):
    page = html(visitor().get("/login/", headers={"Accept-Language": "ko-KR,ko;q=0.9,en;q=0.5"}))
    assert '<html lang="ko">' in page
    assert "비밀번호" in page


def test_a_language_that_is_not_there_gives_english(db, visitor):
    assert '<html lang="en">' in html(visitor().get("/login/", headers={"Accept-Language": "fr,de;q=0.9"}))


def test_the_cookie_goes_before_the_browser(db, visitor):
    client = visitor()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ko"
    assert '<html lang="ko">' in html(client.get("/login/", headers={"Accept-Language": "en"}))


def test_the_preference_goes_before_the_cookie(korean):
    korean.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert '<html lang="ko">' in html(korean.get("/", headers={"Accept-Language": "en"}))


def test_two_people_one_after_the_other_each_get_theirs(korean, cast, visitor):
    assert '<html lang="ko">' in html(korean.get("/"))
    assert '<html lang="en">' in html(visitor(cast.bob).get("/"))


def test_an_error_page_is_in_the_language_too(korean):
    answer = korean.get("/nowhere/")
    assert answer.status_code == 404
    assert "여기에는 아무것도 없습니다" in html(answer)


def test_a_korean_page_carries_what_its_scripts_say(korean):
    page = html(korean.get("/"))
    carried = json.loads(re.search(r'<script id="catalog" type="application/json">(.*?)</script>', page)[1])
    assert carried["Submit"] == "제출"
    assert "Imports" not in carried


def test_texts_and_label_names_are_nobodys_to_translate(korean, stage, url):
    stage.project.title = "Settings"
    stage.project.save()
    page = html(korean.get(url("project")))
    assert "<h1>Settings</h1>" in page


@pytest.mark.parametrize(
    "name",
    "project guideline guideline-edit imports rounds members agreement adjudicate releases learning jobs settings annotate".split(),
)
def test_every_page_of_a_project_is_drawn_in_korean(korean, stage, url, name):
    answer = korean.get(url(name))
    assert answer.status_code == 200
    assert '<html lang="ko">' in html(answer)


def test_what_a_form_objects_to_is_said_in_korean(korean):
    page = html(korean.post("/projects/new/", {"title": ""}))
    assert "필수 항목입니다" in page


def test_dates_are_written_as_the_language_writes_them():
    draw = engines["django"].from_string("{% load figures %}{{ when|day }}; {{ when|short_moment }}").render
    said = {"when": NOW}
    with translation.override("ko"):
        assert draw(said).replace("\u00a0", " ") == "2026년 3월 2일; 2026. 3. 2. 09:00"
    with translation.override("en"):
        assert draw(said) == "2 March 2026; 2 Mar 2026, 09:00"


def test_every_code_that_pages_show_has_a_word(db):
    from annotate.jobs.models import Job
    from annotate.learning.models import ModelVersion
    from annotate.projects.services import LEVELS
    from domain import roles, sampling

    assert set(roles.ROLES) <= set(words.ROLES) & set(words.ROLE_HINTS) | {"admin console"}
    assert set(LEVELS) <= set(words.LEVELS)
    assert set(sampling.names()) <= set(words.STRATEGIES)
    assert {Job.QUEUED, Job.RUNNING, Job.DONE, Job.FAILED, Job.CANCELLED} <= set(words.STATES)
    assert {ModelVersion.CANDIDATE, ModelVersion.CHAMPION, ModelVersion.RETIRED} <= set(words.STATES)


def test_an_answer_to_a_program_does_not_depend_on_the_page_language(cast, api):
    """Its messages are the services’ own; what is written about a preference changes none of its fields."""
    set_preferences(cast.bob, language="ko")
    assert api(cast.bob).get("/api/v1/projects/").json()[0]["role"] == "annotator"

"""Two versions side by side."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.guideline.differences import by_word, changed_labels, config_changes, side_by_side
from domain.schema import compile_config
from tests.cast import SENTIMENT

OLD = "# Mood\n\nJudge the whole text.\n\n## positive\n\nThe writer is glad.\n\n## neutral\n\nNeither.\n"
NEW = "# Mood\n\nJudge the whole text.\n\n## positive\n\nThe writer is plainly glad.\n\n## mixed\n\nBoth.\n\nMore."
texts = st.lists(st.sampled_from(["a b", "a c", "", "x", "a b c d"]), max_size=8).map("\n".join)


def tree(config):
    return compile_config(config).as_tree()


def test_lines_that_changed_have_their_words_marked():
    rows = side_by_side(OLD, NEW)
    (changed, *_) = [row for row in rows if row.kind == "changed"]
    assert (changed.old_line, changed.new_line) == (7, 7)
    assert [words for words, marked in changed.new if marked] == ["plainly "]
    assert not any(marked for _, marked in changed.old)
    assert [row.kind for row in rows][:3] == ["folded", "same", "same"]
    assert {"added", "removed"} <= {row.kind for row in rows}


def test_the_same_text_has_no_rows():
    assert side_by_side(OLD, OLD) == []
    assert side_by_side("", "") == []


def test_what_is_far_from_any_change_is_folded():
    lines = [f"line {n}" for n in range(100)]
    rows = side_by_side("\n".join(lines), "\n".join([*lines[:50], "new", *lines[50:]]), around=2)
    assert [(row.kind, row.n) for row in rows] == [
        ("folded", 48),
        ("same", 0),
        ("same", 0),
        ("added", 0),
        ("same", 0),
        ("same", 0),
        ("folded", 48),
    ]


@given(texts, texts)
def test_both_sides_are_there_whole_and_in_order(old, new):
    rows = side_by_side(old, new, around=1000)
    if old == new:
        return
    for side, number, text in (("old", "old_line", old), ("new", "new_line", new)):
        there = [("".join(words for words, _ in getattr(row, side)), getattr(row, number)) for row in rows if getattr(row, number)]
        lines = text.split("\n") if text else []
        assert there == [(line, n) for n, line in enumerate(lines, 1)]


@given(st.text(max_size=30), st.text(max_size=30))
def test_words_put_together_are_the_line(old, new):
    left, right = by_word(old, new)
    assert ("".join(w for w, _ in left), "".join(w for w, _ in right)) == (old, new)
    assert "".join(w for w, m in left if not m) == "".join(w for w, m in right if not m)


def test_labels_added_removed_renamed_and_keys():
    new = (
        SENTIMENT.replace('"neutral"', '"mixed"')
        .replace('hotkey="n"', 'hotkey="q"')
        .replace("</Choices>", '<Choice value="none"/></Choices>')
    )
    kinds = [(c.kind, c.label, c.to) for c in config_changes(tree(SENTIMENT), tree(new))]
    assert kinds == [("changed", "negative", None), ("added", "mixed", None), ("added", "none", None), ("removed", "neutral", None)]
    renamed = config_changes(tree(SENTIMENT), tree(SENTIMENT.replace('"neutral"', '"mixed"')))
    assert [(c.kind, c.label, c.to) for c in renamed] == [("renamed", "neutral", "mixed")]
    assert config_changes(tree(SENTIMENT), tree(SENTIMENT)) == []


def test_controls_and_their_attributes():
    new = SENTIMENT.replace('choice="single"', 'choice="multiple"').replace("</View>", '<TextArea name="why" toName="text"/></View>')
    first, second = config_changes(tree(SENTIMENT), tree(new))
    assert (first.kind, first.control, dict(first.what)) == ("changed", "sentiment", {"choice": ("single", "multiple")})
    assert (second.kind, second.control, second.label) == ("added", "why", None)


def test_a_new_name_alone_changes_no_meaning():
    new = OLD.replace("## neutral", "## mixed")
    old_labels, new_labels = ["positive", "neutral"], ["positive", "mixed"]
    assert changed_labels(OLD, new, old_labels, new_labels) == ["mixed", "neutral"]
    assert changed_labels(OLD, new, old_labels, new_labels, renamed={"neutral": "mixed"}) == []
    assert changed_labels(OLD, new.replace("Neither", "Both"), old_labels, new_labels, renamed={"neutral": "mixed"}) == ["mixed"]


def test_which_labels_mean_something_else():
    assert changed_labels(OLD, NEW, ["positive", "negative", "neutral"], ["positive", "negative", "mixed"]) == [
        "positive",
        "mixed",
        "neutral",
    ]
    assert changed_labels(OLD, OLD.replace("glad.", "glad.  \n"), ["positive"], ["positive"]) == []

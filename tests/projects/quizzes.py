"""A guideline with examples to ask."""

GUIDELINE = """# Sentiment

## positive
### Examples
> I love it

> Well made and cheap

## negative
### Examples
> It broke at once

> Never again

## neutral
### Examples
> It is a box

> It came on Monday
"""

RIGHT = {
    "I love it": "positive",
    "Well made and cheap": "positive",
    "It broke at once": "negative",
    "Never again": "negative",
    "It is a box": "neutral",
    "It came on Monday": "neutral",
}


def answered(asked, *, wrong: int = 0) -> dict[str, str]:
    """Right answers to all but the first `wrong` of them."""
    said = {question.key: RIGHT[question.text] for question in asked}
    for question in asked[:wrong]:
        said[question.key] = next(label for label in question.choices if label != RIGHT[question.text])
    return said

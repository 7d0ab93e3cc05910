"""The shapes of questions about a task and of what is answered."""

from __future__ import annotations

from rest_framework import serializers as s


class NewQuestion(s.Serializer):
    id = s.UUIDField(help_text="made by the client: sending it again is harmless")
    kind = s.ChoiceField(["question", "flag"], default="question")
    text = s.CharField(required=False, max_length=5000, help_text="may be empty for a flag")
    label = s.CharField(required=False, max_length=1000, help_text="the label it is about")


class NewReply(s.Serializer):
    id = s.UUIDField(help_text="made by the client: sending it again is harmless")
    text = s.CharField(max_length=5000)


class Reply(s.Serializer):
    id = s.UUIDField()
    text = s.CharField()
    of = s.ChoiceField(["me", "asker", "team", "annotator"], help_text="team: lead or adjudicator")
    created_at = s.DateTimeField()


class Question(s.Serializer):
    id = s.UUIDField()
    kind = s.ChoiceField(["question", "flag"])
    task = s.IntegerField()
    assignment = s.IntegerField()
    text = s.CharField()
    label = s.CharField()
    created_at = s.DateTimeField()
    answer = s.CharField(allow_null=True, help_text="null until it is answered; a flag may be answered without a word")
    answered_at = s.DateTimeField(allow_null=True)
    public = s.BooleanField()
    seen = s.BooleanField(help_text="I was shown the answer, and what was said since")
    replies = Reply(many=True)


class PublicAnswer(s.Serializer):
    id = s.UUIDField()
    text = s.CharField()
    label = s.CharField()
    answer = s.CharField()
    answered_at = s.DateTimeField()
    replies = Reply(many=True)


class QuestionsHere(s.Serializer):
    mine = Question(many=True)
    answered = PublicAnswer(many=True, help_text="asked by others and made public, without a name; the newest 50")


class MyQuestions(s.Serializer):
    results = Question(many=True, help_text="newest first, 100 at most")
    unseen = s.IntegerField(help_text="answers among them that I was not shown yet")


class Seen(s.Serializer):
    seen = s.ListField(child=s.UUIDField(), max_length=100)


class SeenCount(s.Serializer):
    news = s.IntegerField(help_text="how many of them were not seen before")

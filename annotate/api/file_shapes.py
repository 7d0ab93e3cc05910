"""Shapes of pictures and sounds."""

from __future__ import annotations

from rest_framework import serializers as s


class NewFiles(s.Serializer):
    file = s.ListField(child=s.FileField(), help_text="pictures and sounds, or one zip archive of them")
    paths = s.CharField(required=False, help_text="JSON list: the path of each file in the folder it is from; names where not said")


class StoredFile(s.Serializer):
    id = s.IntegerField()
    url = s.CharField(help_text="as it stands in the data of the item; `?size=160` (320, 640) gives a thumbnail of a picture")
    digest = s.CharField(help_text="SHA-256 of the content")
    name = s.CharField(help_text="path in the folder or archive it came in")
    media_type = s.CharField()
    size = s.IntegerField(help_text="bytes")
    width = s.IntegerField(allow_null=True, help_text="pixels, turned as the EXIF says; null for sounds")
    height = s.IntegerField(allow_null=True, help_text="pixels, turned as the EXIF says; null for sounds")
    seconds = s.FloatField(allow_null=True, help_text="length of a sound, where its kind tells it")


class FilePage(s.Serializer):
    results = StoredFile(many=True)
    next = s.CharField(allow_null=True, help_text="address of the next page")

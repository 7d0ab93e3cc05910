"""Two rounds of one corpus, played by script on real texts: told in docs/story.md, checked in tests/flow/test_story.py."""

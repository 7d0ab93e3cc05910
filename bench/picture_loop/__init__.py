"""A whole loop on pictures, played through the running app: told in docs/picture-loop.md, checked in tests/flow/test_picture_loop.py."""

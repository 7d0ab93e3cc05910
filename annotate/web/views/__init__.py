"""The server-rendered pages, one file for each part of the cycle. A view reads what it shows and makes one write call."""

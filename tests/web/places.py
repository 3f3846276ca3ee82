"""Where tests of the server find it, and with what they come in."""

from __future__ import annotations

__all__ = ["HERE", "TOKEN"]

HERE = "http://127.0.0.1:8765"
TOKEN = "a-token-for-the-tests-alone"

"""A web on loopback to crawl in tests: what it is made of (web.py), and the worst that it may answer (hostile.py)."""

from tests.spiders.server.web import Answer, Asked, Web, find_closed_port, redirect, zipped

__all__ = ["Answer", "Asked", "Web", "find_closed_port", "redirect", "zipped"]

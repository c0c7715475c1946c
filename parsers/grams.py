"""Grams: the runs of words or characters by which the classifier knows a sentence, with the word classes around it.

A Chinese text is described by runs of one to three characters, an English one by runs of one to three words. All
figures are alike, and a quantity is its kind: the mark that patterns.py puts in the shadow. Of what stands over and
before the sentence only the lexicon's word classes count, as they do of the sentence itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from parsers.context import Passage
from parsers.patterns import PatternBook, drop_rest

Description = Mapping[str, Collection[str]]  # block -> grams or names of classes

BLOCKS = ("text", "classes", "over", "before")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[\ue000-\ue00e]|[a-z0-9$£¥₱']+")


def describe_passage(passage: Passage, book: PatternBook) -> Description:
    """Describe a sentence with its context."""
    return {
        "text": find_grams(passage.shadow[passage.start : passage.end], passage.language),
        "classes": book.name_classes(passage.hits.present),
        "over": book.name_classes(passage.present_over),
        "before": book.name_classes(passage.present_before),
    }


def find_grams(text: str, language: str) -> set[str]:
    """Find the grams of a match key or its shadow, each once."""
    text = _FIGURE.sub("0", drop_rest(text))
    if language == "zh":
        text = _SPACE.sub(" ", text)
        return {*text, *map(_join2, text, text[1:]), *map(_join3, text, text[1:], text[2:])}
    words = _WORD.findall(text)
    return {*words, *map(_pair, words, words[1:]), *map(_triple, words, words[1:], words[2:])}


_join2 = "{}{}".format
_join3 = "{}{}{}".format
_pair = "{} {}".format
_triple = "{} {} {}".format

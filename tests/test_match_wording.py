"""Hashed n-grams: the same for the same words in any order of lines, and a layer against the plain sum."""

from __future__ import annotations

import math
import zlib

import numpy as np
import pytest

from casekit.match.wording import BUCKETS, Wording, ngrams


def test_ngrams_against_the_plain_loop() -> None:
    buckets, often = ngrams("Мама ma\nMA")
    expected: dict[int, int] = {}
    for word in (" мама ", " ma ", " ma "):
        for length in (3, 4, 5):
            for start in range(max(1, len(word) - length + 1)):
                bucket = zlib.crc32(word[start : start + length].encode()) % BUCKETS
                expected[bucket] = expected.get(bucket, 0) + 1
    assert buckets.tolist() == sorted(expected)
    assert often.tolist() == pytest.approx([1 + math.log(expected[b]) for b in sorted(expected)])


def test_blanks_capitals_and_order_of_words_say_nothing() -> None:
    one, other = ngrams("Did I do  right?"), ngrams("right? DO\ndid i")
    np.testing.assert_array_equal(one[0], other[0])
    np.testing.assert_array_equal(one[1], other[1])


def layer() -> Wording:
    rng = np.random.default_rng(1)
    return Wording(
        ("a", "b"),
        rng.integers(-127, 128, (BUCKETS, 2)).astype(np.int8),
        np.array([0.1, 0.2], np.float32),
        np.array([1.0, -1.0], np.float32),
        rng.random(BUCKETS).astype(np.float32),
    )


def test_logits_against_the_plain_sum() -> None:
    wording, text = layer(), "Får jag berätta för polisen?"
    buckets, often = ngrams(text)
    values = often * wording.rarity[buckets]
    values /= np.linalg.norm(values)
    plain = (values[:, None] * wording.weights[buckets]).sum(0) * wording.scale + wording.bias
    assert list(wording.logits(text).values()) == pytest.approx(plain.tolist())
    assert wording.some(text, ["b"]).tolist() == pytest.approx(plain[1:].tolist())


def test_a_text_without_words_gives_the_bias() -> None:
    assert layer().logits("  ") == {"a": 1.0, "b": -1.0}


def test_shapes_that_do_not_fit_are_refused() -> None:
    good = layer()
    with pytest.raises(ValueError, match="bucket"):
        Wording(good.labels, good.weights[:5], good.scale, good.bias, good.rarity)
    with pytest.raises(ValueError, match="label"):
        Wording(good.labels, good.weights, good.scale[:1], good.bias, good.rarity)

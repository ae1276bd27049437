"""The student network of ``embedder.py``: a table of pieces, MiniLM's layers above it, one weighted mean.

The vector of a text is the weighted mean, over its pieces, of what the piece is by itself (a linear map of
its row) and what it is in its context (the last layer's output). The first half carries translation, the
second half what a text is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

DIMENSIONS = 384
HEADS = 12
#: pieces a text at the most, start and end mark included; longer texts are chunked before
LONGEST = 128
UNKNOWN, START, END = 0, 1, 2
#: the weight that every piece has at the least
LEAST = 1e-3


class Layer(nn.Module):
    """One transformer layer in BERT's order of operations (norms after the sums)."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(DIMENSIONS, 3 * DIMENSIONS)
        self.out = nn.Linear(DIMENSIONS, DIMENSIONS)
        self.norm_attention = nn.LayerNorm(DIMENSIONS, eps=1e-12)
        self.up = nn.Linear(DIMENSIONS, 4 * DIMENSIONS)
        self.down = nn.Linear(4 * DIMENSIONS, DIMENSIONS)
        self.norm = nn.LayerNorm(DIMENSIONS, eps=1e-12)

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        batch, length, _ = x.shape
        width = DIMENSIONS // HEADS
        q, k, v = self.qkv(x).view(batch, length, 3, HEADS, width).permute(2, 0, 3, 1, 4)
        # spelled out: the fused kernel's backward pass is several times slower on a processor
        attention = ((q * width**-0.5) @ k.transpose(-1, -2)).float() + bias
        mixed = (attention.softmax(-1).to(v.dtype) @ v).transpose(1, 2).reshape(batch, length, DIMENSIONS)
        x = self.norm_attention(x + self.out(mixed))
        return self.norm(x + self.down(functional.gelu(self.up(x))))

    def copy_from(self, teacher: Any) -> None:
        """Take over the weights of one of the teacher's layers."""
        own, attention = self, teacher.attention
        parts = (attention.self.query, attention.self.key, attention.self.value)
        with torch.no_grad():
            own.qkv.weight.copy_(torch.cat([p.weight for p in parts]))
            own.qkv.bias.copy_(torch.cat([p.bias for p in parts]))
        own.out.load_state_dict(attention.output.dense.state_dict())
        own.norm_attention.load_state_dict(attention.output.LayerNorm.state_dict())
        own.up.load_state_dict(teacher.intermediate.dense.state_dict())
        own.down.load_state_dict(teacher.output.dense.state_dict())
        own.norm.load_state_dict(teacher.output.LayerNorm.state_dict())


class Context(nn.Module):
    """What is exported: rows of the table, their weights and a mask in, unit vectors out."""

    def __init__(self, layers: int) -> None:
        super().__init__()
        self.positions = nn.Embedding(LONGEST, DIMENSIONS)
        self.norm = nn.LayerNorm(DIMENSIONS, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.alone = nn.Linear(DIMENSIONS, DIMENSIONS, bias=False)
        nn.init.eye_(self.alone.weight)

    def forward(self, rows: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
        """``rows`` (batch, length, 384), ``weights`` (batch, length), zero where there is no piece."""
        return functional.normalize(self.with_context(rows, weights) + self.without(rows, weights), dim=1)

    def without(self, rows: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
        """What the pieces are by themselves: the weighted mean of their rows, mapped once."""
        share = (weights / weights.sum(1, keepdim=True))[:, None, :]
        return self.alone((share @ rows)[:, 0]).float()

    def with_context(self, rows: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
        """What they are together: the weighted mean of the last layer."""
        bias = torch.where(weights > 0, 0.0, -1e4)[:, None, None, :]
        x = self.norm(rows + self.positions.weight[: rows.shape[1]])
        for layer in self.layers:
            x = layer(x, bias)
        share = (weights / weights.sum(1, keepdim=True))[:, None, :]
        return (share @ x.float())[:, 0]

    @torch.no_grad()
    def balance(self, rows: torch.Tensor, weights: torch.Tensor) -> None:
        """Scale the map of the single pieces so that both halves weigh the same."""
        both = self.with_context(rows, weights).norm(dim=1), self.without(rows, weights).norm(dim=1)
        self.alone.weight *= both[0].mean() / both[1].mean()


class Student(nn.Module):
    """The table with a weight a piece, and the context above it."""

    def __init__(self, pieces: int, layers: int) -> None:
        super().__init__()
        self.table = nn.Embedding(pieces, DIMENSIONS)
        self.weights = nn.Embedding(pieces, 1)
        nn.init.constant_(self.weights.weight, 0.54)  # softplus(0.54) is about 1
        self.context = Context(layers)

    def padded(self, ids: Sequence[np.ndarray]) -> tuple[torch.Tensor, torch.Tensor]:
        """Rows and weights of texts, zero beyond their ends."""
        lengths = [len(one) for one in ids]
        pieces = torch.from_numpy(np.concatenate(ids)).long()
        shares = functional.softplus(self.weights(pieces).squeeze(-1)) + LEAST
        pad = nn.utils.rnn.pad_sequence
        return pad(self.table(pieces).split(lengths), True), pad(shares.split(lengths), True)

    def encode_alone(self, ids: Sequence[np.ndarray]) -> torch.Tensor:
        """The unit vectors of texts by their single pieces, without the layers: many times faster."""
        lengths = torch.tensor([len(one) for one in ids])
        pieces = torch.from_numpy(np.concatenate(ids)).long()
        shares = functional.softplus(self.weights(pieces).squeeze(-1)) + LEAST
        offsets = lengths.cumsum(0) - lengths
        pooled = functional.embedding_bag(
            pieces, self.table.weight, offsets, mode="sum", per_sample_weights=shares
        )
        return functional.normalize(self.context.alone(pooled).float(), dim=1)

    def encode(self, ids: Sequence[np.ndarray], tokens_at_once: int = 3072) -> torch.Tensor:
        """The unit vectors of texts given as piece ids, in batches of like length to save padding.

        The table is read once for all of them: each reading of its own would cost a gradient of its size.
        """
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        pieces = torch.from_numpy(np.concatenate([ids[i] for i in order])).long()
        rows, weights = self.table(pieces), functional.softplus(self.weights(pieces).squeeze(-1)) + LEAST
        sizes = [len(ids[i]) for i in order]
        made = []
        batches = list(_batches(sizes, tokens_at_once))
        totals = [sum(sizes[a:b]) for a, b in batches]
        for (start, end), some, shares in zip(
            batches, rows.split(totals), weights.split(totals), strict=True
        ):
            lengths = torch.tensor(sizes[start:end])
            places = torch.arange(sizes[end - 1])[None]
            real = places < lengths[:, None]
            places = (lengths.cumsum(0) - lengths)[:, None] + torch.minimum(places, lengths[:, None] - 1)
            made.append(self.context(some[places], shares[places] * real))
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return torch.cat(made)[back]


def _batches(sizes: Sequence[int], tokens_at_once: int) -> Iterator[tuple[int, int]]:
    """Neighbours in a list of growing sizes whose padded sum stays under the limit."""
    start = 0
    for end in range(1, len(sizes) + 1):
        if end == len(sizes) or sizes[end] * (end + 1 - start) > tokens_at_once:
            yield start, end
            start = end


def piece_ids(tokenizer: Any, texts: Sequence[str]) -> list[np.ndarray]:
    """The piece ids of each text between start and end mark, at most ``LONGEST``."""
    encoded = tokenizer.encode_batch(list(texts))
    return [np.array([START, *e.ids[: LONGEST - 2], END], dtype=np.int32) for e in encoded]


def start_from_teacher(student: Student, teacher: Any, layers: Sequence[int]) -> None:
    """Take over the teacher's layers, positions and first norm."""
    student.context.positions.weight.data.copy_(
        teacher.embeddings.position_embeddings.weight[:LONGEST]
        + teacher.embeddings.token_type_embeddings.weight[0]
    )
    student.context.norm.load_state_dict(teacher.embeddings.LayerNorm.state_dict())
    for own, number in zip(student.context.layers, layers, strict=True):
        own.copy_from(teacher.encoder.layer[number])


def first_rows(
    student: Student, tokenizer: Any, wordpiece: Any, teacher: Any, meanings: dict[str, str]
) -> None:
    """Start each piece as the mean of the teacher's rows of its word, or of its translation.

    ``meanings`` gives an English word for a Russian or Swedish one.
    """
    words = teacher.embeddings.word_embeddings.weight.detach()
    mean, deviation = words.mean(0), words.std().item()
    table = mean + torch.randn(tokenizer.get_vocab_size(), DIMENSIONS) * deviation * 0.5
    for piece, number in tokenizer.get_vocab().items():
        word = piece.lstrip("▁")
        meant = meanings.get(word, word) if piece.startswith("▁") else word
        ids = [
            i for i in wordpiece(meant, add_special_tokens=False)["input_ids"] if i != wordpiece.unk_token_id
        ]
        if ids and meant.isascii():
            table[number] = words[ids].mean(0)
    table[UNKNOWN] = mean
    table[START], table[END] = words[wordpiece.cls_token_id], words[wordpiece.sep_token_id]
    student.table.weight.data.copy_(table)

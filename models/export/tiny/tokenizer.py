"""Small SentencePiece tokenizers with every part that those of T5 and UMT5 have."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Literal

import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram
from transformers import PreTrainedTokenizerFast

Kind = Literal["t5", "umt5"]
_CORPUS = Path(__file__).parent / "corpus.txt"


def make_tokenizer(kind: Kind, pieces: int = 700) -> PreTrainedTokenizerFast:
    """Train on the corpus beside this file; the same input gives the same tokenizer."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(_CORPUS.read_text(encoding="utf-8").splitlines()),
        model_writer=model,
        model_type="unigram",
        vocab_size=pieces + 256 * (kind == "umt5"),
        hard_vocab_limit=False,
        character_coverage=0.999,
        byte_fallback=kind == "umt5",
        normalization_rule_name="nmt_nfkc",
        pad_id=0,
        eos_id=1,
        unk_id=2,
        bos_id=-1,
        minloglevel=2,
    )
    proto: Any = sentencepiece_model_pb2.ModelProto()  # type: ignore[attr-defined]
    proto.ParseFromString(model.getvalue())
    vocabulary = [(piece.piece, piece.score) for piece in proto.pieces]
    if kind == "t5":
        vocabulary += [(f"<extra_id_{at}>", 0.0) for at in range(9, -1, -1)]
    tokenizer = Tokenizer(Unigram(vocabulary, unk_id=2, byte_fallback=kind == "umt5"))
    precompiled = normalizers.Precompiled(proto.normalizer_spec.precompiled_charsmap)
    if kind == "umt5":
        tokenizer.normalizer = normalizers.Sequence(
            [precompiled, normalizers.Strip(left=False, right=True), normalizers.Replace(Regex(" {2,}"), "▁")]
        )
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    else:
        tokenizer.normalizer = precompiled
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")]
        )
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 1)]
    )
    extra = [f"<extra_id_{at}>" for at in range(10)] if kind == "t5" else []
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
        additional_special_tokens=extra,
    )

"""What transformers makes of many prompts, so that the engine's tokenizer can be held against it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

from ..tiny.tokenizer import Kind, make_tokenizer

_PLAIN = Path(__file__).parent.parent / "tiny" / "corpus.txt"

#: Prompts with something difficult in each.
DIFFICULT = (
    "",
    " ",
    "   leading and trailing   ",
    "two  blanks and   three",
    "tab\tand\nline\r\nbreak",
    "no-break\u00a0space, thin\u2009space, ideographic\u3000space, zero\u200bwidth",
    "ﬁne ﬂags ① ½ ™ Å ℃ ｆｕｌｌ ｗｉｄｔｈ",
    "e\u0301 and \u00e9, n\u0303 and \u00f1, a\u0308",
    "emoji 🦊🦊 👩‍🚀 🇩🇪 👍🏽",
    "</s> <pad> <unk> <extra_id_0> <0x41> ▁ ▁▁",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝒮𝒸𝓇𝒾𝓅𝓉 𐍈 𓀀",
    "한국어 조합형 각 ㄱㅏㄱ",
    "ﷺ ﷽ لا ﻻ",
    "control\x07characters\x7fand\ufffdreplacement\ufeffmarks",
    "a" * 300,
    "supercalifragilisticexpialidocious " * 12,
    "1234567890 3.1415926 -42 1e-9 0x1F $5.00 50% C++ C# a_b @you #tag",
    "“quotes” ‘single’ «guillemets» … – — ‐ ‑ ′ ″",
    "\"it's\" don't won't I'd",
    "MiXeD CaSe WORDS camelCase snake_case kebab-case",
    "https://example.org/a?b=c&d=e&amp;f",
    "<b>bold</b> [brackets] {braces} (parens) |pipes| ~tilde~ `ticks` ^caret \\slash",
)


def prompts() -> list[str]:
    """The corpus, its lines joined in other ways, and what is difficult."""
    lines = _PLAIN.read_text(encoding="utf-8").splitlines()
    pairs = [f"{a} {b}" for a, b in zip(lines[::2], lines[1::2], strict=False)]
    words = [" ".join(line.split()[::-1]) for line in lines]
    return [*DIFFICULT, *lines, *pairs, *words, *(line.upper() for line in lines), *(line[7:40] for line in lines)]


def write_tokenizers(folder: Path) -> None:
    """One tokenizer.json of each kind with the ids of all prompts beside it."""
    folder.mkdir(parents=True)
    for kind in get_args(Kind):
        tokenizer = make_tokenizer(kind)
        tokenizer.backend_tokenizer.save(str(folder / f"{kind}.tokenizer.json"), pretty=False)
        cases = [{"prompt": prompt, "ids": tokenizer(prompt).input_ids} for prompt in prompts()]
        text = ",\n".join(json.dumps(case, ensure_ascii=True) for case in cases)
        (folder / f"{kind}.cases.json").write_text(f"[\n{text}\n]\n", encoding="utf-8")

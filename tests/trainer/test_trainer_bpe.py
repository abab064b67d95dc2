"""The vocabulary files, and that the scanner's tokenizer reads them as the `tokenizers` library does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tokenizers import Regex, Tokenizer, models, pre_tokenizers
from toy_corpus import rows

from vscan.scoring.tokenizer import PRETOKENIZERS, CodeTokenizer
from vscan_trainer.bpe import SPECIALS, train_bpe
from vscan_trainer.network import EncoderError, load_tokenizer, load_vocabulary

CODE = [
    *(row.text for row in rows("primevul", 20, seed=3)),
    "static inline void\n*f(const char * const p[], ...) {\n\n\treturn (p)->q[1] ? a <<= 2 : ~b;}\n\n",
    "    while (n-->0) { *d++ = *s++; }   \n  \n\tx = 0xFFu & 'a'; it's();",
    's = "tab\\t // no comment";   ',
    "",
]
ODD = ['char *s = "naïve – 漢字";', "\x00\x01", "a\ufeffb", "half \ud800 pair"]


def reference(folder: Path, pretokenizer: pre_tokenizers.PreTokenizer) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE.from_file(str(folder / "vocab.json"), str(folder / "merges.txt")))
    tokenizer.pre_tokenizer = pretokenizer
    return tokenizer


def code_words() -> pre_tokenizers.PreTokenizer:
    split = pre_tokenizers.Split(Regex(PRETOKENIZERS["code"]), "removed", invert=True)
    return pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def test_vocabulary(tokenizer_files, tokenizer):
    vocab = json.loads((tokenizer_files / "vocab.json").read_text(encoding="utf-8"))
    assert [vocab[name] for name in SPECIALS] == [0, 1, 2, 3, 4]
    assert sorted(vocab.values()) == list(range(350))
    assert (tokenizer.bos, tokenizer.pad, tokenizer.eos, tokenizer.mask) == (0, 1, 2, 4)
    assert tokenizer.size == 350


def test_same_texts_give_the_same_vocabulary(tokenizer_files, tmp_path):
    train_bpe((row.text for row in rows("devign", 100, seed=1)), tmp_path, size=350)
    for file in ("vocab.json", "merges.txt"):
        assert (tmp_path / file).read_bytes() == (tokenizer_files / file).read_bytes()


@pytest.mark.parametrize("text", CODE)
def test_tokens_spell_the_code_without_white_space(tokenizer_files, tokenizer, text):
    vocab = json.loads((tokenizer_files / "vocab.json").read_text(encoding="utf-8"))
    token_of = {number: token for token, number in vocab.items()}
    spelled = "".join(token_of[number] for number in tokenizer.encode(text).tolist())
    assert spelled == "".join(text.split())


def test_learnt_tokens_shorten_the_text(tokenizer):
    text = rows("devign", 1, seed=9)[0].text
    assert len(tokenizer.encode(text)) < 0.6 * len("".join(text.split()))


@pytest.mark.parametrize("text", [*CODE, *ODD[:3]])
def test_same_tokens_as_the_reference(tokenizer_files, tokenizer, text):
    expected = reference(tokenizer_files, code_words()).encode(text).ids
    assert tokenizer.encode(text).tolist() == expected


@pytest.mark.parametrize("text", [*CODE, *ODD[:3], "int f(); // not stripped"])
def test_a_checkpoints_vocabulary_gives_the_tokens_of_its_own_library(roberta_files, text):
    tokenizer, pretokenizer = load_tokenizer(roberta_files, strip=False)
    assert pretokenizer == "gpt2"
    words = pre_tokenizers.ByteLevel(add_prefix_space=False)
    assert tokenizer.encode(text).tolist() == reference(roberta_files, words).encode(text).ids
    assert tokenizer.mask == tokenizer.size - 1


def test_comments_are_kept_or_left_out(tokenizer_files):
    code = "int f(void) { /* a flaw */ return 0; } // mended"
    kept, stripped = (load_vocabulary(tokenizer_files, strip=strip)[0] for strip in (False, True))
    assert kept.encode(code).tolist() != stripped.encode(code).tolist()
    assert stripped.encode(code).tolist() == kept.encode("int f(void) { return 0; }").tolist()
    assert kept.digest != stripped.digest


def test_lone_surrogates_are_read_as_question_marks(tokenizer, tmp_path):
    train_bpe([ODD[3]] * 3, tmp_path, size=300)
    assert CodeTokenizer.load(tmp_path).encode(ODD[3]).tolist() == (
        CodeTokenizer.load(tmp_path).encode("half ? pair").tolist()
    )


def test_a_learnt_vocabulary_names_its_pretokenizer(tokenizer_files):
    assert load_vocabulary(tokenizer_files, strip=True)[1] == "code"


def test_a_folder_without_vocabulary(tmp_path):
    with pytest.raises(EncoderError, match=r"lacks vocab\.json and merges\.txt"):
        load_vocabulary(tmp_path, strip=True)

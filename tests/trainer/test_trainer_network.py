"""Checkpoints in CodeBERT's form on disk: a configuration, and safetensors or `pytorch_model.bin`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from huggingface_hub.errors import LocalEntryNotFoundError
from transformers import BertConfig, BertModel, RobertaConfig, RobertaForMaskedLM

from vscan.scoring.torch import FunctionNetwork
from vscan_trainer.network import EncoderError, base_digest, find_base, load_encoder, load_tokenizer

TOKENS, LENGTH = 300, 64
EXECUTED: list[str] = []


@pytest.fixture(scope="module")
def model() -> RobertaForMaskedLM:
    torch.manual_seed(0)
    return RobertaForMaskedLM(
        RobertaConfig(
            vocab_size=TOKENS,
            hidden_size=16,
            num_hidden_layers=3,
            num_attention_heads=2,
            intermediate_size=32,
            max_position_embeddings=LENGTH + 2,
            type_vocab_size=1,
        )
    )


def save(model: RobertaForMaskedLM, folder: Path, weights: str) -> Path:
    if weights == "model.safetensors":
        model.save_pretrained(folder)
    else:
        model.config.save_pretrained(folder)
        torch.save(model.state_dict(), folder / "pytorch_model.bin")
    return folder


@pytest.mark.parametrize("weights", ["model.safetensors", "pytorch_model.bin"])
def test_encoder_of_a_checkpoint(model, tmp_path, weights):
    encoder = load_encoder(save(model, tmp_path, weights), tokens=TOKENS, length=LENGTH, dropout=0.3)
    expected = model.roberta.state_dict()
    loaded = encoder.state_dict()
    assert loaded.keys() == expected.keys()
    assert all(torch.equal(loaded[name], expected[name]) for name in expected)
    assert encoder.config.hidden_dropout_prob == encoder.config.attention_probs_dropout_prob == 0.3


@pytest.mark.parametrize("weights", ["model.safetensors", "pytorch_model.bin"])
def test_features_join_the_encoder(model, tmp_path, weights):
    encoder = load_encoder(save(model, tmp_path, weights), tokens=TOKENS, length=LENGTH)
    network = FunctionNetwork(encoder, 7, 2).eval()
    ids, mask = torch.tensor([[0, 9, 8, 2]]), torch.ones(1, 4, dtype=torch.long)
    plain = network(ids, mask, torch.zeros(1, 7))
    assert plain.shape == (1, 2)
    assert not torch.allclose(plain, network(ids, mask, torch.ones(1, 7)))
    assert not torch.allclose(plain, network(torch.tensor([[0, 9, 7, 2]]), mask, torch.zeros(1, 7)))


class Runs:
    """What a hostile checkpoint would hold: unpickling it calls a function."""

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return (EXECUTED.append, ("ran",))


def test_pickle_with_code_in_it_is_refused(model, tmp_path):
    model.config.save_pretrained(tmp_path)
    torch.save({"roberta.embeddings.word_embeddings.weight": Runs()}, tmp_path / "pytorch_model.bin")
    with pytest.raises(EncoderError, match="holds more than weights"):
        load_encoder(tmp_path, tokens=TOKENS, length=LENGTH)
    assert EXECUTED == []


def test_code_beside_a_checkpoint_does_not_run(model, tmp_path):
    save(model, tmp_path, "model.safetensors")
    config = json.loads((tmp_path / "config.json").read_text())
    config |= {"model_type": "mine", "auto_map": {"AutoConfig": "mine.Config", "AutoModel": "mine.Model"}}
    (tmp_path / "config.json").write_text(json.dumps(config))
    marker = tmp_path / "ran"
    (tmp_path / "mine.py").write_text(f"open({str(marker)!r}, 'w')\n")
    with pytest.raises(EncoderError, match="cannot load the checkpoint"):
        load_encoder(tmp_path, tokens=TOKENS, length=LENGTH)
    assert not marker.exists()


def cut_short(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:100])


def without_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def broken_configuration(folder: Path) -> None:
    (folder / "config.json").write_text("{")


@pytest.mark.parametrize("spoil", [cut_short, without_weights, broken_configuration])
def test_broken_checkpoint(model, tmp_path, spoil):
    spoil(save(model, tmp_path, "model.safetensors"))
    with pytest.raises(EncoderError, match="cannot load the checkpoint") as raised:
        load_encoder(tmp_path, tokens=TOKENS, length=LENGTH)
    assert "\n" not in str(raised.value)


def test_no_checkpoint_there(tmp_path):
    with pytest.raises(EncoderError, match=r"no config\.json: not a checkpoint"):
        load_encoder(tmp_path / "none", tokens=TOKENS, length=LENGTH)


def test_weights_that_are_not_there_are_not_made_up(model, tmp_path):
    model.config.save_pretrained(tmp_path)
    weights = {name: tensor for name, tensor in model.state_dict().items() if "query" not in name}
    torch.save(weights, tmp_path / "pytorch_model.bin")
    with pytest.raises(EncoderError, match=r"lacks the weights .*query\.bias"):
        load_encoder(tmp_path, tokens=TOKENS, length=LENGTH)


def test_checkpoint_must_fit_tokenizer_and_window(model, tmp_path):
    save(model, tmp_path, "model.safetensors")
    with pytest.raises(EncoderError, match="300 embeddings for 301 tokens"):
        load_encoder(tmp_path, tokens=TOKENS + 1, length=LENGTH)
    with pytest.raises(EncoderError, match="64 positions for a window of 65"):
        load_encoder(tmp_path, tokens=TOKENS, length=LENGTH + 1)
    with pytest.raises(EncoderError, match="3 layers, fewer than 4"):
        load_encoder(tmp_path, tokens=TOKENS, length=LENGTH, layers=4)


def test_keeps_the_first_layers(model, tmp_path):
    save(model, tmp_path, "model.safetensors")
    encoder = load_encoder(tmp_path, tokens=TOKENS, length=LENGTH, layers=2)
    kept = encoder.state_dict()
    assert {name.split(".")[2] for name in kept if name.startswith("encoder.layer.")} == {"0", "1"}
    assert all(torch.equal(kept[name], model.roberta.state_dict()[name]) for name in kept)
    FunctionNetwork(encoder, 0, 1).save(tmp_path / "run")
    assert len(FunctionNetwork.load(tmp_path / "run").encoder.encoder.layer) == 2


def test_a_base_of_another_kind(tmp_path):
    config = BertConfig(
        vocab_size=TOKENS, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
    )
    BertModel(config).save_pretrained(tmp_path)
    with pytest.raises(EncoderError, match="a checkpoint of type bert, not roberta"):
        load_encoder(tmp_path, tokens=TOKENS, length=LENGTH)


def test_a_base_without_vocabulary(model, tmp_path):
    save(model, tmp_path, "model.safetensors")
    with pytest.raises(EncoderError, match=r"lacks vocab\.json and merges\.txt"):
        load_tokenizer(tmp_path, strip=True)
    with pytest.raises(EncoderError, match=r"holds no config\.json"):
        load_tokenizer(tmp_path / "none", strip=True)


def test_digest_names_the_content(model, tmp_path):
    first = base_digest(save(model, tmp_path / "a", "model.safetensors"))
    assert base_digest(save(model, tmp_path / "b", "model.safetensors")) == first
    assert base_digest(save(model, tmp_path / "c", "pytorch_model.bin")) != first
    (tmp_path / "a" / "notes.txt").write_text("not read")
    assert base_digest(tmp_path / "a") == first


def test_a_directory_is_its_own_base(tmp_path):
    assert find_base(str(tmp_path)) == tmp_path


@pytest.mark.parametrize("problem", [LocalEntryNotFoundError("offline"), OSError("no route\nto host")])
def test_a_hub_that_does_not_answer(monkeypatch, problem):
    def fail(name: str, **options: object) -> str:
        raise problem if not options.get("local_files_only") else LocalEntryNotFoundError("not cached")

    monkeypatch.setattr("huggingface_hub.snapshot_download", fail)
    with pytest.raises(
        EncoderError, match="no checkpoint directory at microsoft/codebert-base, and the hub"
    ) as raised:
        find_base("microsoft/codebert-base")
    assert "\n" not in str(raised.value)


def test_the_hub_is_asked_for_weights_and_vocabulary_alone(monkeypatch, tmp_path):
    asked = []

    def cached(name: str, *, allow_patterns: list[str], local_files_only: bool) -> str:
        asked.append((name, sorted(allow_patterns)))
        return str(tmp_path)

    monkeypatch.setattr("huggingface_hub.snapshot_download", cached)
    assert find_base("microsoft/codebert-base") == tmp_path
    wanted = ["config.json", "merges.txt", "model.safetensors", "pytorch_model.bin", "vocab.json"]
    assert asked == [("microsoft/codebert-base", wanted)]

"""The presets are the record's settings; what cannot be is refused before anything is read."""

from __future__ import annotations

from dataclasses import asdict, fields

import pytest

from vscan.scoring.window import Window
from vscan_trainer.pretrain_settings import PretrainSettings
from vscan_trainer.settings import CHOICES, HELP, PRESETS, FitSettings, SettingsError


@pytest.mark.parametrize(
    ("preset", "epochs", "batch_size", "rate", "multiplier"),
    [("production", 10, 32, 2.83e-5, 1.6), ("balanced", 8, 24, 2.45e-5, 1.5)],
)
def test_presets_of_the_record(preset, epochs, batch_size, rate, multiplier):
    settings = FitSettings.of(preset, {})
    assert (settings.epochs, settings.batch_size) == (epochs, batch_size)
    assert (settings.accumulation, settings.learning_rate) == (2, 2e-5)
    assert settings.head_rate == pytest.approx(rate, rel=2e-3)
    assert settings.encoder_rate == pytest.approx(rate / 10, rel=2e-3)
    assert settings.weight_multiplier == multiplier
    assert (settings.label_smoothing, settings.sampler, settings.class_weights) == (
        0.05,
        "weighted",
        "inverse",
    )
    assert (settings.focal_loss, settings.use_code_features, settings.select) == (False, False, "f1")
    assert settings.view == Window(512, "head")
    assert not settings.calibrate
    assert not settings.strip_comments


def test_corrected_recipe_balances_once_at_most():
    settings = FitSettings.of("corrected", {})
    assert settings.encoder_rate == settings.head_rate
    assert (settings.sampler, settings.class_weights, settings.weight_multiplier) == ("shuffle", "none", 1)
    assert (settings.label_smoothing, settings.focal_loss) == (0, False)
    assert settings.calibrate
    assert settings.select == "roc_auc"
    assert settings.view == Window(512, "head-tail")


def test_rate_without_scaling():
    assert FitSettings(batch_size=64, scale_rate=False).head_rate == 2e-5
    assert FitSettings(batch_size=64).head_rate == 4e-5


def test_view_of_chunks():
    settings = FitSettings(window="chunks", length=128, overlap=32, chunks=3, pooling="mean")
    assert settings.view == Window(128, "chunks", 32, 3, "mean")
    assert settings.view.problem() == ""


def test_every_setting_has_help():
    assert set(HELP) == {field.name for field in fields(FitSettings)}
    assert set(CHOICES) <= set(HELP)
    assert all(text.endswith(".") for text in HELP.values())


def test_presets_change_what_there_is():
    names = {field.name for field in fields(FitSettings)}
    assert all(set(changes) <= names for changes in PRESETS.values())


def test_changes_go_before_the_preset():
    settings = FitSettings.of("production", {"weight_multiplier": 1.0, "seed": 7})
    assert (settings.weight_multiplier, settings.seed, settings.epochs) == (1.0, 7, 10)


def test_of_its_own_record():
    settings = FitSettings.of("balanced", {"ngram_strength": [4, 1.5], "ngrams": 12, "calibrate": True})
    assert settings.ngram_strength == (4, 1.5)
    assert FitSettings.of("corrected", asdict(settings)) == settings


def test_what_differs_from_the_defaults():
    assert FitSettings(seed=3, layers=2).changed() == {"seed": 3, "layers": 2}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        *(({name: "none such"}, f"{name} is 'none such', not one of") for name in CHOICES),
        ({"epochs": 0}, "epochs must be above 0"),
        ({"batch_size": 0}, "batch_size must be above 0"),
        ({"accumulation": -1}, "accumulation must be above 0"),
        ({"learning_rate": 0.0}, "learning_rate must be above 0"),
        ({"weight_multiplier": 0.0}, "weight_multiplier must be above 0"),
        ({"dropout": 1.0}, "dropout must be 0 or more and below 1"),
        ({"warmup": -0.1}, "warmup must be"),
        ({"average_decay": 1.0}, "average_decay must be"),
        ({"label_smoothing": float("nan")}, "label_smoothing must be"),
        ({"ngrams": 4}, "ngrams must be 0, or 8 to 24"),
        ({"ngrams": 12, "calibrate": False}, "joined to the encoder at calibration"),
        ({"ngram_strength": [0.0]}, "ngram_strength must be above 0"),
        ({"length": 4}, "length must be 8"),
        ({"window": "chunks", "length": 64, "overlap": 40}, "at most half of length"),
        ({"epoch": 3}, "no setting is called epoch"),
    ],
)  # fmt: skip
def test_refused(changes, problem):
    with pytest.raises(SettingsError, match=problem):
        FitSettings.of("corrected", changes)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"steps": 0}, "steps must be above 0"),
        ({"learning_rate": 0.0}, "learning_rate must be above 0"),
        ({"mask_rate": 0.0}, "mask_rate must lie between"),
        ({"warmup": 1.0}, "warmup and mask_rate"),
        ({"width": 10, "heads": 3}, "3 heads do not divide the width 10"),
        ({"length": 513}, "length must be 8 to 512"),
        ({"precision": "int4"}, "precision is 'int4'"),
    ],
)
def test_refused_for_pretraining(changes, problem):
    with pytest.raises(SettingsError, match=problem):
        PretrainSettings(**{"steps": 10, **changes})

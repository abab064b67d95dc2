#!/usr/bin/env bash
# A model of Devign alone, to compare with the literature, not to scan with: docs/training.md says what it shows.
# usage: trainer/runs/devign.sh DATA DATE OUTPUT      DATA as docs/data.md says, DATE for the card
set -euo pipefail
data=$1 created=$2 output=$3
train="$data/devign-train.jsonl.xz" valid="$data/devign-valid.jsonl.xz"
vscan-train fit "$train" --valid "$valid" --base compact --run runs/devign --preset corrected --seed 42 \
  --epochs 3 --learning-rate 0.0005 --length 256 --layers 1 --ngrams 21 --ngram-strength 1.5
vscan-train export runs/devign --output runs/devign-model --name vscan-devign --created "$created" \
  --limit "It has learnt from FFmpeg and QEMU alone, in a corpus where nearly half is called vulnerable."
vscan-train stack runs/devign-model "$train" --valid "$valid" --output "$output" --created "$created" \
  --ngrams 21 --ngram-strength 1.5 --negatives 10 --no-fixes

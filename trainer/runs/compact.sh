#!/usr/bin/env bash
# The bundled model, from raw corpora to its directory.
# usage: trainer/runs/compact.sh DATA DATE      DATA as docs/data.md says, DATE for the card
set -euo pipefail
data=$1 created=$2
train=("$data/primevul-train.jsonl.xz" "$data/devign-train.jsonl.xz")
valid=(--valid "$data/primevul-valid.jsonl.xz" --valid "$data/devign-valid.jsonl.xz")
vscan-train vocabulary "${train[@]}" --output runs/vocabulary
vscan-train pretrain "${train[@]}" "$data/diversevul-vulnerable.jsonl.xz" --vocabulary runs/vocabulary \
  --run runs/base --steps 6000
vscan-train fit "${train[@]}" "${valid[@]}" --base runs/base --run runs/compact \
  --epochs 3 --batch-size 32 --no-scale-rate --learning-rate 1e-3 --encoder-factor 0.5 --weight-decay 0.02 \
  --label-smoothing 0.05 --negatives 4 --average-decay 0.998 --length 384 \
  --ngrams 21 --ngram-strength 4 --ngram-strength 1.5
vscan-train export runs/compact --output runs/model --name vscan-compact --created "$created" \
  --limit "PrimeVul's labels are reconstructed."
vscan-train stack runs/model "${train[@]}" "${valid[@]}" --output scanner/vscan/model --created "$created" \
  --ngrams 21 --ngram-strength 4 --ngram-strength 1.5 --negatives 8 --length 128 \
  --apart "$data/sven-train.jsonl.xz"

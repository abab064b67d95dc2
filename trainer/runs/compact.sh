#!/usr/bin/env bash
# The bundled model, from raw corpora to its directory. Pretraining and fine-tuning take 74 minutes by their bounds.
# usage: trainer/runs/compact.sh DATA DATE      DATA as docs/data.md says, DATE for the card
set -euo pipefail
data=$1 created=$2
vscan-train vocabulary --data "$data"
vscan-train tokenise --data "$data"
vscan-train pretrain --minutes 22
vscan-train measure --data "$data" devign-train
vscan-train measure --data "$data" primevul-train --negatives 36000
vscan-train measure --data "$data" devign-valid
vscan-train measure --data "$data" primevul-valid
vscan-train fit --minutes 52
vscan-train wide
vscan-train export --output scanner/vscan/model --created "$created"

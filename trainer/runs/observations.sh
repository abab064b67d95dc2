#!/usr/bin/env bash
# The runs behind docs/observations.md, on Devign: the record's recipe, its open questions, and the corrected recipe.
# usage: trainer/runs/observations.sh DATA BASE RUNS [LENGTH LONGER [OPTIONS of fit ...]]
# DATA as docs/data.md says; BASE a checkpoint: the compact one, or microsoft/codebert-base. LENGTH is the window in
# tokens, LONGER that of the ladder's last steps, 512 both. The options go to every run. The page's own runs:
#   observations.sh DATA runs/base runs/observations 128 256 --layers 1 --epochs 3 --learning-rate 5e-4
# Finished runs are left alone, and a run that was stopped goes on.
set -euo pipefail
data=$1 base=$2 runs=$3 length=${4:-512} longer=${5:-512}
shift $(($# < 5 ? $# : 5))
sized=("$@")

run() {
  local name=$1
  shift
  [ -e "$runs/$name/threshold.json" ] && return
  local resume=()
  [ -e "$runs/$name/resume.safetensors" ] && resume=(--resume)
  vscan-train fit "$data/devign-train.jsonl.xz" --valid "$data/devign-valid.jsonl.xz" --base "$base" \
    --run "$runs/$name" --length "$length" ${sized[@]+"${sized[@]}"} "$@" ${resume[@]+"${resume[@]}"}
}

# The record's own runs.
run production-42 --preset production --seed 42
run production-2025 --preset production --seed 2025
run production-7 --preset production --seed 7
run balanced-42 --preset balanced --seed 42

# What it recommends to try next. Thresholds of 0.55 and 0.60 need no run of their own.
run multiplier-1.3 --preset production --weight-multiplier 1.3
run multiplier-1.0 --preset production --weight-multiplier 1.0
run features --preset production --use-code-features
run focal --preset production --focal-loss --focal-gamma 1.5 --dropout 0.3

# From production to corrected, step by step.
ladder=(--preset production --class-weights none --weight-multiplier 1.0)
run ladder-1-one-balance "${ladder[@]}"
ladder+=(--encoder-factor 1.0)
run ladder-2-full-rate "${ladder[@]}"
ladder+=(--select roc_auc --label-smoothing 0 --accumulation 1)
run ladder-3-select-auc "${ladder[@]}"
ladder+=(--strip-comments --window head-tail)
run ladder-4-window "${ladder[@]}"
ladder+=(--use-code-features)
run ladder-5-features "${ladder[@]}"
ladder+=(--length "$longer")
run ladder-6-length "${ladder[@]}"
run corrected-42 --preset corrected --ngrams 21 --length "$longer" --seed 42
run corrected-2025 --preset corrected --ngrams 21 --length "$longer" --seed 2025
run corrected-7 --preset corrected --ngrams 21 --length "$longer" --seed 7

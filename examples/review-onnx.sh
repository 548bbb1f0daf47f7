#!/usr/bin/env bash
# What a reviewer runs on an ONNX file: what it is, how well it does, and how it holds up under stronger attacks.
# usage: review-onnx.sh MODEL.onnx [OPTIONS OF safety: --data folder:PATH --normalize imagenet ...]
set -euo pipefail
model=$1
shift
npx ipswap-eval inspect --ckpt "$model"
npx ipswap-eval safety --ckpt "$model" --attacks fgsm,pgd,apgd-ce,square --presets standard --epsilons 2/255,8/255 \
  --attack-limit "${ATTACKED:-64}" --corruptions standard-15 --out "${OUT:-review}" "$@"

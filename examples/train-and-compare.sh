#!/usr/bin/env bash
# Trains a baseline and patch-swap self-distillation under one recipe, measures both on the same images and says which
# differences hold. EPOCHS=1 LIMIT=200 for a trial run; without arguments as the bundled checkpoints were trained.
# usage: train-and-compare.sh [FOLDER]
set -euo pipefail
out=${1:-runs}
recipe=(--arch resnet8 --data emoji --epochs "${EPOCHS:-20}" --seed 0 ${LIMIT:+--limit "$LIMIT"})

npx ipswap-eval train --method hard-label "${recipe[@]}" --out "$out/hard-label"
npx ipswap-eval train --method ipswap --p incremental "${recipe[@]}" --out "$out/ipswap"

# Clean, attacked and corrupted, side by side; killed, the same line goes on.
npx ipswap-eval safety --ckpt "$out/hard-label" "$out/ipswap" --data emoji --attack-limit "${ATTACKED:-64}" \
  --corruptions fog,jpeg_compression ${LIMIT:+--limit "$LIMIT"} --out "$out/safety"

# Every metric, and the p-value of each difference, from the logits that the run stored.
logits=$out/safety/logits
npx ipswap-eval metrics --logits "$logits/hard-label.npy" --other "$logits/ipswap.npy" --labels "$logits/labels.npy"

#!/usr/bin/env bash
# What action.yml runs; its inputs are environment variables.
set -uo pipefail
mkdir -p "$REPORTS"
arguments=()
if [ -n "${CKPT:-}" ]; then
  arguments+=(--ckpt "$CKPT" --data "$DATA" --out "$REPORTS/measured")
else
  arguments+=("$RESULT")
fi
arguments+=(--baseline "$BASELINE")
if [ -n "${BUDGET:-}" ]; then arguments+=(--budget "$BUDGET"); fi
if [ "${SOFT_FAIL:-}" = true ]; then arguments+=(--soft-fail); fi
read -ra more <<< "${OPTIONS:-}"
$IPSWAP_EVAL check "${arguments[@]}" ${more[@]+"${more[@]}"} \
  --check-json "$REPORTS/check.json" --markdown "$REPORTS/check.md" \
  --junit "$REPORTS/check.xml" --sarif "$REPORTS/check.sarif"
code=$?
verdict=$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).verdict' "$REPORTS/check.json" 2>/dev/null)
{ echo "exit-code=$code"; echo "verdict=$verdict"; } >> "${GITHUB_OUTPUT:-/dev/null}"
exit "$code"

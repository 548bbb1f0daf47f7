#!/usr/bin/env bash
# A gate in any CI that runs a shell: measure the new checkpoint as the baseline was measured, compare, keep the reports.
# Usage: gate.sh CHECKPOINT DATA [more options of ipswap-eval check]
#   BASELINE   the baseline file (default: ipswap.baseline.npz, in version control)
#   REPORTS    folder of the reports (default: reports)
# Exit codes: 0 passed, 100 the gate failed, 3 the baseline is of another question, 2 wrong use, 1 anything else.
set -uo pipefail
checkpoint=${1:?usage: gate.sh CHECKPOINT DATA [options]}
data=${2:?usage: gate.sh CHECKPOINT DATA [options]}
shift 2
reports=${REPORTS:-reports}
mkdir -p "$reports"
${IPSWAP_EVAL:-npx --no-install ipswap-eval} check --ckpt "$checkpoint" --data "$data" \
  --baseline "${BASELINE:-ipswap.baseline.npz}" --out "$reports/measured/$(basename "$checkpoint")" \
  --check-json "$reports/check.json" --markdown "$reports/check.md" --junit "$reports/check.xml" \
  --html "$reports/report.html" "$@"

import { FIND_PROGRAM, GRACE_SECONDS, INTERRUPTED, mergeCommand, partCommand, type Scheduler } from "./launch.ts";

/**
 * A job array. Slurm signals the script some time before the limit; the script passes it on, and puts its task into the
 * queue again, where it goes on from what is on disk. Any other exit code is the task's own.
 */
export const slurm: Scheduler = {
  id: "slurm",
  title: "a job array for sbatch",
  write(settings) {
    const { name, shards, cores, minutes } = settings;
    return `#!/bin/bash
#SBATCH --job-name=${name}
#SBATCH --array=1-${shards}
#SBATCH --cpus-per-task=${cores}
#SBATCH --time=${minutes}
#SBATCH --signal=B:TERM@${GRACE_SECONDS}
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=${name}-%a.log
#
# Start with:    sbatch THIS-FILE
# When all tasks are done:
#                ${mergeCommand(settings)}

# Not npx: it does not pass signals on.
${FIND_PROGRAM}
${partCommand(settings, "auto", '"$SLURM_ARRAY_TASK_ID"')} --threads ${cores} &
study=$!
trap 'kill -TERM "$study"' TERM
wait "$study"
code=$?
# A signal ends a wait while the study is still stopping.
while kill -0 "$study" 2>/dev/null; do
  wait "$study"
  code=$?
done
if [ "$code" -eq ${INTERRUPTED} ]; then
  scontrol requeue "\${SLURM_ARRAY_JOB_ID}_\${SLURM_ARRAY_TASK_ID}"
fi
exit "$code"
`;
  },
};

import { FIND_PROGRAM, GRACE_SECONDS, mergeCommand, partCommand, type Scheduler } from "./launch.ts";

/** A Snakefile: a rule for the parts, a rule that joins them. A part that is started again goes on from what is on disk. */
export const snakemake: Scheduler = {
  id: "snakemake",
  title: "a Snakefile",
  write(settings) {
    const { shards, cores, minutes, out } = settings;
    // Braces are Snakemake's own: the plan's are doubled.
    const command = partCommand(
      { ...settings, planArguments: settings.planArguments.map(doubled) },
      "{wildcards.part}/PARTS",
      "{wildcards.part}",
    );
    return `# snakemake --cores ${cores} --rerun-incomplete
# Not npx: it does not pass signals on.
shell.prefix(${JSON.stringify(`${FIND_PROGRAM}; `)})
PARTS = ${shards}

rule whole:
    input: expand(${JSON.stringify(`${out}/done/{part}`)}, part=range(1, PARTS + 1))
    output: ${JSON.stringify(`${out}/whole/study.json`)}
    shell: ${JSON.stringify(mergeCommand(settings))}

rule part:
    # A mark beside the folder: Snakemake deletes the output of an attempt that failed, and what was done is to stay.
    output: touch(${JSON.stringify(`${out}/done/{part}`)})
    threads: ${cores}
    retries: 2
    resources: runtime=${minutes}
    shell: ${JSON.stringify(`timeout --signal=TERM --kill-after=${GRACE_SECONDS} ${minutes}m ${command} --threads {threads}`).replace("/PARTS", `/${shards}`)}
`;
  },
};

function doubled(word: string): string {
  return word.replace(/[{}]/g, "$&$&");
}

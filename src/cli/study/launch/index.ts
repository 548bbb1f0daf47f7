import { github } from "./github.ts";
import { kubernetes } from "./kubernetes.ts";
import type { Scheduler } from "./launch.ts";
import { slurm } from "./slurm.ts";
import { snakemake } from "./snakemake.ts";

/** Every scheduler, in the order help shows them. */
export const schedulers: readonly Scheduler[] = [slurm, kubernetes, github, snakemake];

import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { main } from "../../src/cli/main.ts";
import { schedulers } from "../../src/cli/study/launch/index.ts";
import { capturedIo } from "./captured-io.ts";

const settings = {
  name: "my-study",
  planArguments: ["plans/it's mine.json", "--data", "cifar100:/data/a b"],
  shards: 8,
  cores: 4,
  minutes: 90,
  out: "studies/my-study",
};

const write = (id: string) => schedulers.find((scheduler) => scheduler.id === id)?.write(settings) as string;

/** The words of a shell line as a real shell reads them. */
function words(line: string): readonly string[] {
  const printed = execFileSync("sh", ["-c", `printf '%s\\n' ${line}`], { encoding: "utf8" });
  return printed.trimEnd().split("\n");
}

test.skipIf(process.platform === "win32")(
  "Slurm's script is one that a shell reads, with its array, its time and its signal",
  () => {
    const text = write("slurm");
    execFileSync("bash", ["-n"], { input: text });
    for (const line of ["--array=1-8", "--cpus-per-task=4", "--time=90", "--signal=B:TERM@120", "--requeue"]) {
      expect(text).toContain(`#SBATCH ${line}\n`);
    }
    const command = /^ipswap-eval (study .*) &$/m.exec(text)?.[1] as string;
    expect(words(command)).toEqual([
      ...["study", "plans/it's mine.json", "--data", "cifar100:/data/a b", "--shard", "auto"],
      ...["--out", "studies/my-study/part-", "--threads", "4"],
    ]);
  },
);

test("Kubernetes' job gives up what is wrong and starts again what was moved", () => {
  const job = parse(write("kubernetes"));
  expect(job).toMatchObject({ apiVersion: "batch/v1", kind: "Job", metadata: { name: "my-study" } });
  expect(job.spec).toMatchObject({ completionMode: "Indexed", completions: 8, backoffLimitPerIndex: 4 });
  // The documentation's rule: FailIndex and backoffLimitPerIndex go together, with pods that are never restarted in place.
  expect(job.spec.template.spec.restartPolicy).toBe("Never");
  expect(job.spec.podFailurePolicy.rules[1]).toEqual({
    action: "FailIndex",
    onExitCodes: { containerName: "study", operator: "In", values: [2, 3] },
  });
  expect(job.spec.template.spec.containers[0].env).toEqual([{ name: "JOB_COMPLETIONS", value: "8" }]);
});

test("GitHub's workflow runs every part, and joins them when all are there", () => {
  const { jobs } = parse(write("github"));
  expect(jobs.part.strategy.matrix.shard).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(jobs.part.env).toEqual({ SHARD_INDEX: "${" + "{ matrix.shard }}", SHARD_COUNT: 8 });
  expect(jobs.merge.needs).toBe("part");
});

test("every file names the plan and the merge", () => {
  for (const { write: text } of schedulers) {
    expect(text(settings)).toContain("mine.json");
    expect(text(settings)).toMatch(/merge studies\/my-study\/part-\* --out studies\/my-study\/whole/);
  }
});

test("the command checks the plan first", async () => {
  const io = capturedIo();
  expect(await main(["launch", "slurm", "paper-noise-tiny", "--shards", "3", "--seeds", "6"], io)).toBe(0);
  expect(io.out()).toContain("study paper-noise-tiny --seeds 6 --shard auto");
  const wrong = capturedIo();
  expect(await main(["launch", "slurm", "no-such-plan", "--shards", "3"], wrong)).toBe(2);
  const scheduler = capturedIo();
  expect(await main(["launch", "cron", "paper-noise-tiny", "--shards", "3"], scheduler)).toBe(2);
  expect(scheduler.err()).toContain("slurm, kubernetes, github, snakemake");
});

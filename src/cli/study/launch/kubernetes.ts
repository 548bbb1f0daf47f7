import type { Job } from "kubernetes-types/batch/v1.d.ts";
import { stringify } from "yaml";
import { FIND_PROGRAM, GRACE_SECONDS, mergeCommand, NOT_RETRIED, partCommand, type Scheduler } from "./launch.ts";

/** Attempts of a part that crashes. */
const ATTEMPTS = 4;

/**
 * An indexed job. A part whose pod is moved is started again and goes on; one that says that its input is wrong is given
 * up at once. Needs Kubernetes 1.29 or newer (`backoffLimitPerIndex`), a volume claim and an image with Node.
 */
export const kubernetes: Scheduler = {
  id: "kubernetes",
  title: "an indexed job for kubectl apply",
  write(settings) {
    const { name, shards, cores, minutes } = settings;
    const job: Job = {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name },
      spec: {
        completionMode: "Indexed",
        completions: shards,
        parallelism: shards,
        backoffLimitPerIndex: ATTEMPTS,
        podReplacementPolicy: "Failed",
        podFailurePolicy: {
          rules: [
            { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
            {
              action: "FailIndex",
              onExitCodes: { containerName: "study", operator: "In", values: [...NOT_RETRIED] },
            },
          ],
        },
        template: {
          spec: {
            restartPolicy: "Never",
            activeDeadlineSeconds: minutes * 60,
            terminationGracePeriodSeconds: GRACE_SECONDS,
            containers: [
              {
                name: "study",
                image: "REGISTRY/IMAGE-WITH-IPSWAP-EVAL",
                workingDir: "/work",
                // exec: the program gets the signal itself, which npx would not pass on.
                command: [
                  "sh",
                  "-c",
                  `${FIND_PROGRAM}; exec ${partCommand(settings, "auto", '"$JOB_COMPLETION_INDEX"')} --threads ${cores}`,
                ],
                env: [{ name: "JOB_COMPLETIONS", value: `${shards}` }],
                resources: { requests: { cpu: `${cores}`, memory: "4Gi" }, limits: { memory: "4Gi" } },
                volumeMounts: [{ name: "work", mountPath: "/work" }],
              },
            ],
            volumes: [{ name: "work", persistentVolumeClaim: { claimName: "VOLUME-CLAIM" } }],
          },
        },
      },
    };
    return `# kubectl apply -f THIS-FILE, after putting your image and your volume claim in.
# When the job is complete: ${mergeCommand(settings)}
${stringify(job, { lineWidth: 0 })}`;
  },
};

import { stringify } from "yaml";
import { mergeCommand, partCommand, type Scheduler } from "./launch.ts";

/** A workflow whose matrix runs the parts; what a job had done when its time was up is kept and goes on in the next run. */
export const github: Scheduler = {
  id: "github",
  title: "a workflow for GitHub Actions",
  write(settings) {
    const { name, shards, minutes, out } = settings;
    const setUp = [
      { uses: "actions/checkout@v4" },
      { uses: "actions/setup-node@v4", with: { "node-version": 22 } },
      { run: "npm install --ignore-scripts ipswap-eval" },
    ];
    const part = `\${{ matrix.shard }}`;
    const workflow = {
      name,
      on: { workflow_dispatch: null },
      permissions: { contents: "read" },
      jobs: {
        part: {
          "runs-on": "ubuntu-latest",
          "timeout-minutes": minutes,
          strategy: { "fail-fast": false, matrix: { shard: Array.from({ length: shards }, (_, i) => i + 1) } },
          env: { SHARD_INDEX: part, SHARD_COUNT: shards },
          steps: [
            ...setUp,
            {
              uses: "actions/cache@v4",
              with: {
                path: `${out}/part-${part}`,
                key: `${name}-${part}-\${{ github.run_id }}-\${{ github.run_attempt }}`,
                "restore-keys": `${name}-${part}-`,
              },
            },
            { run: `npx ${partCommand(settings, "auto", '"$SHARD_INDEX"')}` },
            { uses: "actions/upload-artifact@v4", with: { name: `part-${part}`, path: `${out}/part-${part}` } },
          ],
        },
        merge: {
          needs: "part",
          "runs-on": "ubuntu-latest",
          steps: [
            ...setUp,
            { uses: "actions/download-artifact@v4", with: { path: out } },
            { run: `npx ${mergeCommand(settings)}` },
            { run: `cat ${out}/whole/study.md >> "$GITHUB_STEP_SUMMARY"` },
            { uses: "actions/upload-artifact@v4", with: { name: "study", path: `${out}/whole` } },
          ],
        },
      },
    };
    return `# Put this file into .github/workflows and start it by hand.\n${stringify(workflow, { lineWidth: 0, nullStr: "", aliasDuplicateObjects: false })}`;
  },
};

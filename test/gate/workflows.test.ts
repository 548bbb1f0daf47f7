import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const ci = join(import.meta.dirname, "..", "..", "examples", "ci");

interface Workflow {
  readonly on: object;
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, { readonly permissions?: object; readonly steps: readonly Step[] }>>;
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
}

const workflow = (name: string) => parse(readFileSync(join(ci, name), "utf8")) as Workflow;
const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps }) => steps);

describe("the workflows are safe for pull requests from forks", () => {
  const gate = workflow("github-gate.yml");
  const comment = workflow("github-comment.yml");

  test("what runs the fork's files may read, and nothing else", () => {
    expect(Object.keys(gate.on)).toEqual(["pull_request"]);
    expect(gate.permissions).toEqual({ contents: "read" });
    expect(JSON.stringify(gate)).not.toMatch(/secrets\.|GH_TOKEN|github\.token/);
    for (const { permissions } of Object.values(gate.jobs)) expect(permissions).toBeUndefined();
  });

  test("baseline and budget are of the branch that is merged into", () => {
    const action = stepsOf(gate).find(({ uses }) => uses?.startsWith("ipswap-eval/"));
    expect(action?.with).toMatchObject({
      baseline: expect.stringMatching(/^base\//),
      budget: expect.stringMatching(/^base\//),
    });
    const checkout = stepsOf(gate).find(({ with: inputs }) => inputs?.["path"] === "base");
    expect(checkout?.with?.["ref"]).toMatch(/^\$\{\{ github\.event\.pull_request\.base\.sha \}\}$/);
  });

  test("what may write checks out nothing, and takes one file, which it renders as Markdown from validated JSON", () => {
    expect(Object.keys(comment.on)).toEqual(["workflow_run"]);
    expect(comment.permissions).toEqual({ actions: "read", "pull-requests": "write" });
    const steps = stepsOf(comment);
    expect(steps.some(({ uses }) => uses?.startsWith("actions/checkout"))).toBe(false);
    const uploaded = stepsOf(gate).find(({ uses }) => uses?.startsWith("actions/upload-artifact"));
    expect(uploaded?.with?.["path"]).toMatch(/check\.json$/);
    const commands = steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
    expect(commands.join("\n")).toMatch(/check --from fork\/check\.json --markdown comment\.md --soft-fail/);
    expect(commands.join("\n")).not.toMatch(/--html|\.html/);
  });

  test("no script has an expression in it, which would be text of the fork that a shell reads", () => {
    const scripts = [...stepsOf(gate), ...stepsOf(comment)].map(({ run }) => run ?? "");
    for (const script of scripts) expect(script).not.toContain("${{");
  });

  test("the pull request is looked for by its head among the open ones: a fork's commit leads to none", () => {
    const scripts = stepsOf(comment).map(({ run }) => run ?? "");
    expect(scripts.join("\n")).toMatch(/\/pulls\?state=open[\s\S]*\.head\.sha == env\.HEAD/);
  });
});
